import type { CommandType } from '../../define-command.ts'
import { changes } from './changes.ts'
import { create } from './create.ts'
import { detail } from './detail.ts'
import { dig } from './dig.ts'
import { edit } from './edit.ts'
import { goto } from './goto.ts'
import { inspect } from './inspect.ts'
import { link } from './link.ts'
import { provenance } from './provenance.ts'
import { purge } from './purge.ts'
import { raze } from './raze.ts'
import { redescribe } from './redescribe.ts'
import { resets } from './resets.ts'
import { retitle } from './retitle.ts'
import { roomflag } from './roomflag.ts'
import { roomset } from './roomset.ts'
import { script } from './script.ts'
import { spawn } from './spawn.ts'
import { undo } from './undo.ts'
import { unlink } from './unlink.ts'
import { zreset } from './zreset.ts'

/** In the order of `help`. */
export const building: readonly CommandType[] = [
  dig,
  link,
  unlink,
  retitle,
  redescribe,
  detail,
  roomflag,
  roomset,
  raze,
  goto,
  create,
  edit,
  inspect,
  script,
  spawn,
  purge,
  resets,
  zreset,
  undo,
  changes,
  provenance,
]
