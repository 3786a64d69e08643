/** How many processes `start` makes of the roles: one each, or, on a small machine, one for all. */
import { totalmem } from 'node:os'
import type { Config } from '../../platform/config.ts'

const smallBytes = 2 * 1_024 ** 3

/** The memory that this process and its children may have: the machine's, or what a control group allows. */
const memoryBytes = (): number => {
  const allowed = process.constrainedMemory()
  return allowed > 0 ? Math.min(allowed, totalmem()) : totalmem()
}

/** Whether gateway, tick and worker share a process. */
export const isSmall = (
  { profile, gateways, ticks, workers }: Config,
  bytes = memoryBytes(),
): boolean => {
  if (profile !== 'auto') return profile === 'small'
  return bytes < smallBytes && Math.max(gateways, ticks, workers) <= 1
}

/** Memory for pages of the embedded Postgres. */
export const sharedBuffersMbOf = (config: Config): number =>
  config.postgresSharedBuffersMb ?? (isSmall(config) ? 64 : 256)
