/** Every command file, in one list. */
import type { CommandType } from '../define-command.ts'
import { go, wayCommands } from './go.ts'
import { look } from './look.ts'
import { say } from './say.ts'
import { take } from './take.ts'

export const commands: readonly CommandType[] = [...wayCommands, go, look, say, take]
