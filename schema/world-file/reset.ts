import { z } from 'zod'
import { ownOf } from '../own.ts'
import { direction, doorState, percent, reference, strict, wearSlot, whole } from './common.ts'
import * as help from './help/reset.ts'

const limits = {
  max: whole(1, 10_000).default(1),
  chance: percent.default(100),
  ifPrevious: z.boolean().default(false),
}

const put = strict(
  {
    do: z.literal('put'),
    item: reference,
    in: z.union([z.literal('previous'), reference]).default('previous'),
    count: whole(1, 1000).default(1),
    ...limits,
  },
  { ...help.limits, ...help.put },
)
const equip = strict(
  { do: z.literal('equip'), item: reference, slot: wearSlot, ...limits },
  { ...help.limits, ...help.equip },
)
const give = strict(
  { do: z.literal('give'), item: reference, ...limits },
  { ...help.limits, ...help.give },
)

const followUp = z.preprocess(
  readCommand,
  z.discriminatedUnion('do', [equip, give, put], {
    error: () => 'expected one of: equip, give, put',
  }),
)
const followUps = z.array(followUp).default([])
// The key is computed because linters fear that an object with `then` might be awaited.
const followUpKey = 'then'

const command = z.discriminatedUnion(
  'do',
  [
    strict(
      {
        do: z.literal('load'),
        item: reference,
        room: reference,
        count: whole(1, 1000).default(1),
        [followUpKey]: followUps,
        ...limits,
      },
      { ...help.limits, ...help.load, [followUpKey]: help.under.item },
    ),
    strict(
      {
        do: z.literal('mobile'),
        mobile: reference,
        room: reference,
        [followUpKey]: followUps,
        ...limits,
      },
      { ...help.limits, ...help.spawn, [followUpKey]: help.under.mobile },
    ),
    put,
    strict(
      {
        do: z.literal('door'),
        room: reference,
        direction,
        state: doorState,
        ifPrevious: z.boolean().default(false),
      },
      help.door,
    ),
    strict(
      {
        do: z.literal('remove'),
        item: reference,
        room: reference,
        ifPrevious: z.boolean().default(false),
      },
      help.remove,
    ),
  ],
  { error: () => 'expected one of: load, mobile, put, door, remove' },
)

/**
 * One step of a zone's ordered reset program. Files write `load: lantern`, readers see
 * `{do: 'load', item}`. `max` counts the copies that exist in the whole world, as in the classic
 * formats (tbaMUD, ROM); `ifPrevious` skips the step unless the one before it did something;
 * steps under `then` apply to the copy their parent has just made and run only if it made one.
 */
export const reset = z.preprocess(readCommand, command)
export type Reset = z.infer<typeof reset>
export type ResetFollowUp = z.infer<typeof followUp>

const mainField: Readonly<Record<string, string>> = {
  load: 'item',
  mobile: 'mobile',
  put: 'item',
  door: 'room',
  remove: 'item',
  equip: 'item',
  give: 'item',
}

function readCommand(value: unknown): unknown {
  if (value === null || typeof value !== 'object' || 'do' in value) return value
  const [key] = Object.keys(value)
  const field = key === undefined ? undefined : ownOf(mainField, key)
  if (key === undefined || field === undefined) return value
  const { [key]: main, dir, ...rest } = value as Record<string, unknown>
  return { do: key, [field]: main, ...(dir === undefined ? {} : { direction: dir }), ...rest }
}
