/** What can be read about besides verbs: articles, skills and gestures, all of them declared in the world. */
import { type ArticlePage, articleShown, type HelpTopic } from '../../schema/answers/guidance.ts'
import type { WorldReader } from '../../schema/world.ts'
import type { Article, Skill, Social } from '../../schema/world-file.ts'

/** A page that can be asked for by several words. */
export interface Page extends ArticlePage {
  readonly brief: string
  readonly words: readonly string[]
  /** Gestures are many and alike, so lists leave them out. */
  readonly isArticle: boolean
}

interface Library {
  readonly definitions: Pick<WorldReader['definitions'], 'all'>
}

/** Every page that is no verb. */
export function pagesOf({ definitions }: Library): Page[] {
  return [
    ...definitions.all<Article>('article').map(({ key, data }) => articlePage(key, data)),
    ...definitions.all<Skill>('skill').map(({ data }) => skillPage(data)),
    ...definitions.all<Social>('social').map(({ key, data }) => socialPage(key, data)),
  ]
}

/** The article of that very name as somebody reads it; undefined where nobody has written one. */
export function noticeOf({ definitions }: Pick<WorldReader, 'definitions'>, word: string) {
  const page = definitions.get<Article>('article', word)
  return page && articleShown({ word, title: page.title, text: page.text, see: [...page.see] })
}

function articlePage(word: string, { title, brief, text, keywords, see }: Article): Page {
  const words = [word, title.toLowerCase(), ...keywords.map((one) => one.toLowerCase())]
  return { word, title, brief, text, see: [...see], words, isArticle: true }
}

function skillPage({ verb, aliases, name, kind, description, level, cost, price }: Skill): Page {
  const costs = Object.entries(cost).flatMap(([what, points]) =>
    points > 0 ? [`${points} ${what}`] : [],
  )
  const text = [
    description,
    `From level ${level}. ${costs.length > 0 ? `It takes ${costs.join(' and ')}.` : 'It costs nothing to do.'}`,
    price > 0 ? `Somebody who trains others teaches it for ${price} gold: “train ${verb}”.` : '',
  ]
  return {
    word: verb,
    title: `${name} (${kind})`,
    brief: description.split('\n')[0] ?? description,
    text: text.filter((part) => part !== '').join('\n'),
    see: ['skills', kind === 'spell' ? 'magic' : 'combat'],
    words: [verb, name.toLowerCase(), ...aliases],
    isArticle: false,
  }
}

function socialPage(word: string, social: Social): Page {
  const { noTarget, target, aliases = [] } = social
  const forms = [`“${word}”: ${plain(noTarget.self)}`]
  if (target) forms.push(`“${word}” and a name: ${plain(target.self)}`)
  return {
    word,
    title: `${word} (gesture)`,
    brief: plain(noTarget.self),
    text: forms.join('\n'),
    see: ['socials'],
    words: [word, ...aliases],
    isArticle: false,
  }
}

/** The gesture as it reads of nobody in particular. */
const plain = (line: string): string =>
  line.replaceAll('{actor}', 'Somebody').replaceAll('{target}', 'somebody')

export const topicOf = ({ word, brief }: Page): HelpTopic => ({ word, brief })
