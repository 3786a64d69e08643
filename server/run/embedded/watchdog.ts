/**
 * A few lines of shell that outlive this process when it is killed without warning, and then end the
 * embedded servers. They wait on a pipe that only this process holds: the system closes it when the
 * process ends, for any reason. The next start would find the servers as well; the watchdog is for when
 * there is no next start.
 */
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import type { ProcessIdentity } from './processes.ts'

/** A watchdog, told which processes to end when this one has ended. */
export type Watchdog = {
  watch(processes: readonly ProcessIdentity[]): void
  /** Ends the watchdog; it ends nothing any more. */
  dismiss(): void
}

// Each word is number/start-time. The time is compared, so that a number which now belongs to
// another program is left alone. The pause lets roles that still flush finish before their database
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
    // This system has no such folder, so there is nothing to compare.
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
  // Without a shell the next start still finds what was left.
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
