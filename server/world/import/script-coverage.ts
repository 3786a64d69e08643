/** How much of the scripts of a library became reactions: by what begins them, and by command. */
export type Share = { translated: number; kept: number }

export type ScriptCoverage = {
  readonly triggers: Readonly<Record<string, Share>>
  readonly commands: Readonly<Record<string, Share>>
  /** Why scripts are kept as text. */
  readonly reasons: Readonly<Record<string, number>>
}

export interface CoverageCounter {
  /** Counts one script; without a reason it was translated. */
  count(on: string, commands: readonly string[], reason: string | undefined): void
  coverage(): ScriptCoverage
}

export function countCoverage(): CoverageCounter {
  const triggers = new Map<string, Share>()
  const commands = new Map<string, Share>()
  const reasons = new Map<string, number>()
  const add = (to: Map<string, Share>, key: string, outcome: keyof Share) => {
    const share = to.get(key) ?? { translated: 0, kept: 0 }
    share[outcome] += 1
    to.set(key, share)
  }
  return {
    count(on, used, reason) {
      const outcome = reason === undefined ? 'translated' : 'kept'
      add(triggers, on, outcome)
      for (const command of used) add(commands, command, outcome)
      if (reason !== undefined) reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
    },
    coverage: () => ({
      triggers: Object.fromEntries(triggers),
      commands: Object.fromEntries(commands),
      reasons: Object.fromEntries(reasons),
    }),
  }
}

const commandsShown = 24
const reasonsShown = 12

/** The coverage as lines of a table; nothing where there are no scripts. */
export function coverageLines({ triggers, commands, reasons }: ScriptCoverage): string[] {
  if (Object.keys(triggers).length === 0) return []
  const row = ([name, { translated, kept }]: [string, Share]) =>
    `  ${name.slice(0, 24).padEnd(24)} ${String(translated).padStart(8)} ${String(kept).padStart(8)}`
  const often = (shares: Readonly<Record<string, Share>>) =>
    Object.entries(shares).sort(([, a], [, b]) => b.translated + b.kept - a.translated - a.kept)
  const why = Object.entries(reasons).sort(([, a], [, b]) => b - a)
  return [
    `Scripts:${' '.repeat(17)} translated     kept`,
    ...often(triggers).map(row),
    'Commands in them:',
    ...often(commands).slice(0, commandsShown).map(row),
    'Kept as text for:',
    ...why.slice(0, reasonsShown).map(([reason, n]) => `  ${reason.padEnd(42)} ${n}`),
  ]
}
