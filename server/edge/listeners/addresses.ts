/** How many connections each address holds, over all listeners of a gateway. */

export interface AddressBook {
  /** Counts a connection; undefined refuses it, the function gives it back (once). */
  admit(address: string): (() => void) | undefined
}

/** `limit` 0 means no limit. */
export function createAddressBook(limit: number): AddressBook {
  const held = new Map<string, number>()
  return {
    admit(address) {
      const count = held.get(address) ?? 0
      if (limit > 0 && count >= limit) return undefined
      held.set(address, count + 1)
      let given = false
      return () => {
        if (given) return
        given = true
        const left = (held.get(address) ?? 1) - 1
        if (left > 0) held.set(address, left)
        else held.delete(address)
      }
    },
  }
}
