/**
 * Orders of admins to processes. They are not stored: a process that is away misses them, because an
 * order concerns the process that runs when it is given. Gateways send them after checking the admin's
 * role; every process obeys.
 */
import { z } from 'zod'
import type { Subjects } from '../../schema/subjects.ts'
import type { Bus } from './bus/bus.ts'
import { readJson } from './bus/read-json.ts'
import type { Config } from './config.ts'
import type { Logger } from './log.ts'
import { changeSetting } from './setting-rows.ts'

const topic = 'control'

const controlOrder = z.discriminatedUnion('what', [
  z.strictObject({ what: z.literal('log-level'), target: z.string(), level: z.string() }),
  z.strictObject({ what: z.literal('drain'), target: z.string() }),
  z.strictObject({
    what: z.literal('setting'),
    target: z.string(),
    name: z.string(),
    value: z.string(),
  }),
])
export type ControlOrder = z.infer<typeof controlOrder>

/** A process that orders are about. */
export interface ControlledProcess {
  readonly instance: string
  readonly config: Config
  readonly log: Logger
  /** Ends the process in order; its supervisor starts it again. */
  readonly drain: (() => void) | undefined
}

/** Sends an order to the process named as its target, or to `all`. */
export function sendControl(bus: Bus, subjects: Subjects, order: ControlOrder): void {
  bus.publish(subjects.system(topic, 'order'), JSON.stringify(order))
}

/** Obeys orders meant for this process until the connection closes. */
export function obeyControl(bus: Bus, subjects: Subjects, self: ControlledProcess): void {
  const { instance, config, log } = self
  const obey = (order: ControlOrder): void => {
    if (order.target !== instance && order.target !== 'all') return
    if (order.what === 'drain') {
      log.warn({ event: 'drain-ordered' }, 'an admin asked this process to make way')
      self.drain?.()
    } else if (order.what === 'setting') {
      const { name, value } = order
      if (!changeSetting(config, name, value)) return
      if (name === 'MUD_LOG_LEVEL') log.level = value
      log.warn({ event: 'setting-changed', setting: name, value }, 'an admin changed a setting')
    } else if (Object.hasOwn(log.levels.values, order.level)) {
      log.level = order.level
      log.info({ event: 'log-level-changed', level: order.level }, 'an admin changed the log')
    }
  }
  bus.subscribe(subjects.system(topic, 'order'), { read: readJson(controlOrder), heard: obey })
}
