/** The live heap of a Node process, measured after a full collection: what sawtooths leave behind. */
import { WebSocket } from 'ws'
import { signal } from '../../server/run/embedded/processes.ts'
import { until } from './whole-system.ts'

export interface HeapProbe {
  /** Live heap after a full collection, MB. */
  liveMb(): Promise<number>
  /** Live bytes by where they were allocated, largest first, since the probe was opened. */
  allocators(): Promise<string[]>
  close(): void
}

interface SamplingNode {
  readonly callFrame: {
    readonly functionName: string
    readonly url: string
    readonly lineNumber: number
  }
  readonly selfSize: number
  readonly children: readonly SamplingNode[]
}

/**
 * Opens the inspector of a process. `readLog` reads what it logs, for the address; with
 * `--inspect-port=0` among its `NODE_OPTIONS` it takes a free port.
 */
export async function openHeapProbe(pid: number, readLog: () => string): Promise<HeapProbe> {
  const before = readLog().length
  signal(pid, 'SIGUSR1')
  const address = await until(
    'the inspector',
    () => /Debugger listening on (ws:\S+)/.exec(readLog().slice(before))?.[1] ?? '',
    (found) => found !== '',
  )
  const socket = new WebSocket(address)
  const waiting = new Map<number, (result: unknown) => void>()
  let asked = 0
  socket.on('message', (data) => {
    const { id, result } = JSON.parse(String(data)) as { id?: number; result: unknown }
    if (id !== undefined) waiting.get(id)?.(result)
  })
  await new Promise((resolve, reject) => {
    socket.once('open', resolve)
    socket.once('error', reject)
  })
  const ask = <T>(method: string, params: object = {}): Promise<T> =>
    new Promise((resolve) => {
      asked += 1
      waiting.set(asked, resolve as (result: unknown) => void)
      socket.send(JSON.stringify({ id: asked, method, params }))
    })
  await ask('HeapProfiler.enable')
  await ask('HeapProfiler.startSampling', { samplingInterval: 16_384 })
  return {
    async liveMb() {
      await ask('HeapProfiler.collectGarbage')
      const { usedSize } = await ask<{ usedSize: number }>('Runtime.getHeapUsage')
      return usedSize / 1_048_576
    },
    async allocators() {
      const { profile } = await ask<{ profile: { head: SamplingNode } }>(
        'HeapProfiler.getSamplingProfile',
      )
      const sums = new Map<string, number>()
      const walk = ({ callFrame, selfSize, children }: SamplingNode): void => {
        const file = callFrame.url.split('/').slice(-3).join('/')
        const place = `${callFrame.functionName || '(anonymous)'} ${file}:${callFrame.lineNumber + 1}`
        sums.set(place, (sums.get(place) ?? 0) + selfSize)
        for (const child of children) walk(child)
      }
      walk(profile.head)
      return [...sums]
        .sort(([, one], [, other]) => other - one)
        .slice(0, 25)
        .map(([place, bytes]) => `${(bytes / 1_048_576).toFixed(2)} MB ${place}`)
    },
    close: () => socket.close(),
  }
}
