/** What an author has written about somebody, in that person's own mouth. */

const pasts = new Set(
  `was were had did heard saw lost knew went came took gave kept found made told built left felt thought bought sold ran
  rode sang sat slept spoke stood stole swam taught wore won wrote drank ate fell fought held hid hurt met paid put read`.split(
    /\s+/,
  ),
)
const irregular: ReadonlyMap<string, string> = new Map([
  ['is', 'am'],
  ['has', 'have'],
  ['does', 'do'],
  ['goes', 'go'],
  ['was', 'was'],
  ["isn't", 'am not'],
  ["doesn't", "don't"],
  ["hasn't", "haven't"],
])

type Pronouns = 'he' | 'she' | 'they' | 'it'

const forms: Readonly<Record<Pronouns, { own: string; object: string; self: string }>> = {
  he: { own: 'his', object: 'him', self: 'himself' },
  she: { own: 'her', object: 'her', self: 'herself' },
  they: { own: 'their', object: 'them', self: 'themselves' },
  it: { own: 'its', object: 'it', self: 'itself' },
}

/** "She has kept her house." as "I have kept my house."; what is about something else stays as it is. */
export function inFirstPerson(text: string, pronouns: Pronouns): string {
  const { own, object, self } = forms[pronouns]
  // Things and crowds are spoken of all the time: only the subject of the sentence is taken for the speaker.
  const anywhere = pronouns === 'he' || pronouns === 'she' ? '' : '^'
  const told = text
    .replaceAll(
      new RegExp(`${anywhere}\\b${pronouns}\\s+(\\S+)`, 'giu'),
      (_, verb: string) => `I ${verbOfMine(verb)}`,
    )
    .replaceAll(new RegExp(`\\b${self}\\b`, 'g'), 'myself')
  if (anywhere !== '' && told === text) return text
  return told
    .replaceAll(new RegExp(`\\b(${own})(?=\\s+\\p{L})`, 'giu'), (word) =>
      /^\p{Lu}/u.test(word) ? 'My' : 'my',
    )
    .replaceAll(new RegExp(`\\b${object}\\b`, 'g'), 'me')
    .replaceAll(
      /^(I .*?\band )(\p{Ll}+)\b/gu,
      (_, before: string, verb: string) => `${before}${joined(verb)}`,
    )
}

/** The verb of a second clause, where it surely is one. */
function joined(verb: string): string {
  return irregular.has(verb) || secondVerbs.has(verb) ? verbOfMine(verb) : verb
}

const secondVerbs = new Set(
  `means pays sells buys knows wants keeps gives takes holds thinks says likes hates punishes lives works waits hopes brings makes`.split(
    ' ',
  ),
)

function verbOfMine(verb: string): string {
  const known = irregular.get(verb)
  if (known) return known
  if (pasts.has(verb) || verb.endsWith('ed') || !verb.endsWith('s') || verb.endsWith('ss'))
    return verb
  if (verb.endsWith('ies')) return `${verb.slice(0, -3)}y`
  return /(?:sh|ch|ss|x|zz|o)es$/.test(verb) ? verb.slice(0, -2) : verb.slice(0, -1)
}
