import {
  articleShown,
  helpFound,
  helpListed,
  helpOpened,
  helpShown,
} from '../../../schema/answers/guidance.ts'
import { withoutStop } from '../../arguments.ts'
import { answer, type Decision, reject } from '../../decision.ts'
import { type CommandType, defineCommand, helpGroups } from '../../define-command.ts'
import { type Page, pagesOf, topicOf } from '../../guidance/articles.ts'
import { groupsOf, verbPage } from '../../guidance/verb-pages.ts'
import { didYouMean, nearWords } from '../../phrasing/near-words.ts'

/** Everything that somebody can read. */
interface Library {
  readonly usable: readonly CommandType[]
  readonly pages: readonly Page[]
}

export const help = defineCommand({
  verb: 'help',
  aliases: ['?'],
  always: true,
  priority: 5,
  arguments: [{ name: 'topic', kind: 'rest', optional: true }],
  help: {
    group: 'self',
    brief: 'Read about the game, a verb, a skill or a gesture, or search in all of it.',
    examples: ['help', 'help take', 'help combat', 'help search light'],
  },
  decide(context, { topic }, said) {
    const usable = said.usable()
    const library = { usable, pages: pagesOf(context.world) }
    if (!topic) return opened(library)
    const words = withoutStop(topic.toLowerCase().trim()).replace(
      /^(?:with|on|about|the|for) +/,
      '',
    )
    const sought = /^(?:search|find) +(.+)$/.exec(words)?.[1]
    return sought === undefined ? helpOn(words, library) : search(sought, library)
  },
})

function opened({ usable, pages }: Library): Decision {
  const topics = pages.filter(({ isArticle }) => isArticle).map(topicOf)
  return topics.length > 0
    ? answer(helpOpened({ topics }))
    : answer(helpListed({ groups: groupsOf(usable) }))
}

function helpOn(word: string, library: Library): Decision {
  const { usable, pages } = library
  const named = pages.find((page) => page.isArticle && page.word === word)
  if (named) return shown(named, library)
  const exact = usable.find(({ verb, aliases }) => verb === word || aliases?.includes(word))
  const page = pages.find(({ words }) => words.includes(word))
  if (page && !exact) return shown(page, library)
  const command = exact ?? usable.find(({ verb }) => verb.startsWith(word))
  const group = groupNamed(word, usable)
  if (group && command?.verb !== word) return answer(helpListed({ groups: [group] }))
  if (command) return answer(helpShown(verbPage(command, speakingOf(command.verb, pages))))
  const parts = word.split(/\s+/)
  const [part] = parts.length > 1 ? parts.filter((one) => isKnown(one, library)) : []
  if (part) return helpOn(part, library)
  return found(word, library) ?? noHelp(word, library)
}

function groupNamed(word: string, usable: readonly CommandType[]) {
  return groupsOf(usable).find(
    (one) =>
      one.group === word ||
      (word.length > 3 && one.group.startsWith(word)) ||
      one.title.toLowerCase() === word,
  )
}

/** Whoever may not use a verb is not sent to read about it. */
function shown({ word, title, text, see }: Page, library: Library): Decision {
  return answer(
    articleShown({ word, title, text, see: see.filter((one) => isKnown(one, library)) }),
  )
}

/** Articles that name a verb among what to read next. */
const speakingOf = (verb: string, pages: readonly Page[]): string[] =>
  pages.filter(({ isArticle, see }) => isArticle && see.includes(verb)).map(({ word }) => word)

/** So many pages are named. */
const foundMax = 12

function search(words: string, library: Library): Decision {
  return found(words, library) ?? noHelp(words, library)
}

/** Pages in which all of the words stand, those that bear them first; null when there is none. */
function found(words: string, { usable, pages }: Library): Decision | null {
  const sought = words.split(/\s+/).filter((word) => word.length > 2)
  if (sought.length === 0) return null
  const all = [
    ...pages.map((page) => ({
      topic: topicOf(page),
      title: [page.title, ...page.words].join(' ').toLowerCase(),
      text: `${page.brief} ${page.text}`.toLowerCase(),
    })),
    ...usable.map(({ verb, aliases = [], help: { brief, more = '' } }) => ({
      topic: { word: verb, brief },
      title: [verb, ...aliases].join(' '),
      text: `${brief} ${more}`.toLowerCase(),
    })),
  ]
  const has = (text: string) => sought.every((word) => text.includes(word))
  const best = all.filter(({ title }) => has(title))
  const rest = all.filter(({ title, text }) => !has(title) && has(`${title} ${text}`))
  const topics = [...best, ...rest].slice(0, foundMax).map(({ topic }) => topic)
  return topics.length > 0 ? answer(helpFound({ words: words.slice(0, 60), topics })) : null
}

function noHelp(word: string, { usable, pages }: Library): Decision {
  const known = [
    ...usable.flatMap(({ verb, aliases }) => [verb, ...(aliases ?? [])]),
    ...pages.flatMap(({ words }) => words),
    ...Object.keys(helpGroups),
  ]
  const near = didYouMean(nearWords(word, known))
  const tried = near || ' Try “help” alone.'
  return reject('no-help', `There is no help about “${word.slice(0, 40)}”.${tried}`)
}

/** True for a word that is a verb or a page. */
function isKnown(word: string, { usable, pages }: Library): boolean {
  if (word.length < 3) return false
  return (
    usable.some(({ verb, aliases }) => verb === word || aliases?.includes(word)) ||
    pages.some(({ words }) => words.includes(word))
  )
}
