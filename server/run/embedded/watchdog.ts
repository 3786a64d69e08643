/**
 * A few lines of shell that outlive us when we are killed without warning, and then end the embedded
 * servers. It waits on a pipe that only we hold: the system closes it when we die, however we die.
 * The next start would find leftovers as well; the watchdog is for when there is no next start.
 */
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import type { ProcessIdentity } from './processes.ts'

/** A watchdog that is told which processes to end should we die. */
export type Watchdog = {
  watch(processes: readonly ProcessIdentity[]): void
  /** Sends it home: nothing is ended any more. */
  dismiss(): void
}

// Each word is number/start-time. The time is compared, so that a number which now belongs to
// somebody else is left alone. The pause lets roles that still flush finish before their database
// goes. SIGINT is the fast, clean shutdown of Postgres and of NATS alike.
const script = `
while read -r line; do last="$line"; done
[ -n "$last" ] || exit 0
sleep 2
for word in $last; do
  pid="\${word%%/*}"; started="\${word#*/}"
  if [ -n "$started" ]; then
    now=$(sed 's/^.*) //' "/proc/$pid/stat" 2>/dev/null | cut -d ' ' -f 20)
    [ "$now" = "$started" ] || continue
  fi
  kill -INT "$pid" 2>/dev/null
  kill -CONT "$pid" 2>/dev/null
done
`

const startTicks = (pid: number): string => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  } catch {
    // Weather: no such folder on this system, so there is nothing to compare.
    return ''
  }
}

/** Starts the watchdog; until `watch` is called it would end nothing. */
export const startWatchdog = (): Watchdog => {
  const shell = spawn('/bin/sh', ['-c', script], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  // Without a shell we only lose the second net.
  shell.once('error', () => undefined)
  shell.stdin.on('error', () => undefined)
  shell.unref()
  if ('unref' in shell.stdin && typeof shell.stdin.unref === 'function') shell.stdin.unref()
  const tell = (line: string): void => {
    if (shell.stdin.writable) shell.stdin.write(`${line}\n`)
  }
  return {
    watch: (processes) => tell(processes.map(({ pid }) => `${pid}/${startTicks(pid)}`).join(' ')),
    dismiss: () => {
      tell('')
      shell.stdin.end()
    },
  }
}
