/** Actions of world files (`do: [{say: …}]`) in the language of scripts: their simple form. */
import type { Action } from './action.ts'

type ActionOf<A extends Action['act']> = Extract<Action, { act: A }>
type Spelling = { readonly [A in Action['act']]: (action: ActionOf<A>) => string }

/** Something computed that stands in a text. */
function inText(expression: string): string {
  return `\${${expression}}`
}

/** A text with `{actor}`, `{target}` and `{npc}` filled in by the script. */
function text(words: string): string {
  const quoted = words.replace(/[\\`]|\$(?=\{)/g, '\\$&')
  const filled = quoted
    .replace(/\{(?:actor|target)\}/g, () => inText('actor || "somebody"'))
    .replaceAll('{npc}', () => inText('self'))
  return `\`${filled}\``
}

const spellings: Spelling = {
  say: ({ text: words }) => `say(${text(words)})`,
  emote: ({ text: words }) => `emote(${text(words)})`,
  tell: ({ text: words }) => `tell(actor, ${text(words)})`,
  narrate: ({ text: words }) => `echo(${text(words)})`,
  give: ({ item }) => `give('${item}', actor)`,
  load: ({ item }) => `load('${item}')`,
  destroy: ({ item }) => `use_up('${item}')`,
  gold: ({ amount }) => `reward(actor, ${amount})`,
  attack: () => 'attack(actor)',
  flee: () => "act('flee')",
  open: ({ direction }) => `act('open ${direction}')`,
  close: ({ direction }) => `act('close ${direction}')`,
  lock: ({ direction }) => `act('lock ${direction}')`,
  unlock: ({ direction }) => `act('unlock ${direction}')`,
  move: ({ direction }) => `act('${direction}')`,
  teleport: ({ room }) => `move(actor, '${room}')`,
  effect: ({ effect, beats }) =>
    `effect(actor, '${effect}'${beats === undefined ? '' : `, ${Math.ceil(beats / 4)}`})`,
  heal: ({ amount }) => `heal(actor, ${amount})`,
  social: ({ social }) => `act(\`${social} \${actor}\`)`,
  offer: ({ quest }) => `offer(actor, '${quest}')`,
}

/** The source that does what the actions say, one line for each. */
export function sourceOf(actions: readonly Action[]): string {
  // TypeScript cannot know that what was found by an action's name takes actions of that name.
  const spell = (action: Action) => (spellings[action.act] as (one: Action) => string)(action)
  return actions.map(spell).join('\n')
}
