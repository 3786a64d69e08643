/** What the keepers have written for everybody: pages of help under words of their own. */
import { answer, reject } from '../decision.ts'
import { type CommandType, defineCommand } from '../define-command.ts'
import { noticeOf } from '../guidance/articles.ts'

/** A verb that shows the page of its own name. */
export function noticeVerb(verb: string, brief: string, none: string): CommandType {
  return defineCommand({
    verb,
    always: true,
    priority: 80,
    help: {
      group: 'self',
      brief,
      more: `Builders write it: “edit article ${verb} text …”.`,
      examples: [verb],
    },
    decide({ world }) {
      const notice = noticeOf(world, verb)
      return notice ? answer(notice) : reject('none', none)
    },
  })
}
