/** What personas cost in prompts. */
import type { MobilePrototype } from '../../schema/world-file.ts'
import { loadTokenCounter } from '../text/tokens.ts'

/** Tokens of everything that a persona may say or be told in a prompt, the largest first. */
export async function personaTokens(
  mobiles: readonly MobilePrototype[],
): Promise<{ id: string; tokens: number }[]> {
  const counter = await loadTokenCounter()
  return mobiles
    .flatMap(({ id, persona }) => {
      if (!persona) return []
      const { temper, speech, facts, likes = [], opinions = [], knows = [], wants = [] } = persona
      const said = [...opinions, ...knows, ...wants].map(({ says }) => says)
      return [
        { id, tokens: counter.count([temper, speech, ...facts, ...likes, ...said].join(' ')) },
      ]
    })
    .toSorted((a, b) => b.tokens - a.tokens || (a.id < b.id ? -1 : 1))
}
