/** What the values of options may be; what they may not be is refused in words before anything is done. */
import { InvalidArgumentError } from 'commander'
import { isServerId } from '../../../schema/ids.ts'

/** A whole number from 1 on, as text: subcommands read it as their other options. */
export function countOption(text: string): string {
  if (/^[1-9]\d{0,8}$/.test(text)) return text
  throw new InvalidArgumentError('Use a whole number from 1 on.')
}

/** The name of a process. */
export function instanceOption(text: string): string {
  if (isServerId(text)) return text
  throw new InvalidArgumentError('Use 1 to 26 characters of a-z and 0-9.')
}
