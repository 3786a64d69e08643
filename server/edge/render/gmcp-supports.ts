/**
 * The GMCP packages that a client has asked for. A client that has listed nothing receives everything,
 * because several clients never list any. One that has listed packages receives only those. A listed
 * parent (`Char`) covers its children (`Char.Vitals`).
 */
export interface GmcpSupports {
  /** Core.Supports.Set: replaces the list. */
  readonly set: (packages: unknown) => void
  readonly add: (packages: unknown) => void
  readonly remove: (packages: unknown) => void
  readonly wants: (packageName: string) => boolean
}

/** More than any client lists. The rest is ignored, so that a hostile list costs little. */
const mostPackages = 64

/** Messages about sign-in and the connection itself need no listing. */
const always = ['core', 'char.login']

export function createGmcpSupports(): GmcpSupports {
  let listed: Set<string> | undefined

  const add = (packages: unknown) => {
    listed ??= new Set()
    for (const name of packageNames(packages)) if (listed.size < mostPackages) listed.add(name)
  }

  return {
    set(packages) {
      listed = undefined
      add(packages)
    },
    add,
    remove(packages) {
      for (const name of packageNames(packages)) listed?.delete(name)
    },
    wants(packageName) {
      const name = packageName.toLowerCase()
      if (listed === undefined || parents(name).some((parent) => always.includes(parent)))
        return true
      return parents(name).some((parent) => listed?.has(parent))
    },
  }
}

/** `["Char 1", "Room"]` as lower-case names; versions do not matter here, there is one of each. */
function packageNames(packages: unknown): string[] {
  if (!Array.isArray(packages)) return []
  return packages
    .slice(0, mostPackages)
    .filter((entry): entry is string => typeof entry === 'string' && entry.length <= 64)
    .map((entry) => entry.trim().split(/\s/, 1)[0]?.toLowerCase() ?? '')
    .filter((name) => name !== '')
}

/** `char.items.list` and everything it lies in: itself, `char.items`, `char`. */
function parents(name: string): string[] {
  const parts = name.split('.')
  return parts.map((_, index) => parts.slice(0, index + 1).join('.'))
}
