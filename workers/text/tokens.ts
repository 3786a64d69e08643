/**
 * Token counts with the tokenizer of current OpenAI-compatible models (`o200k_base`). Its table takes
 * some 50 MB and half a second to load, so it is loaded once, by workers with a model only.
 */

import { LRUCache } from 'lru-cache'

export interface TokenCounter {
  count(text: string): number
  /** The longest beginning of `text` of at most `tokensMax` tokens. */
  trim(text: string, tokensMax: number): string
}

/** Memories, canon and templates come back in prompt after prompt; whole prompts do not. */
const countsMax = 5_000
const countedTextMax = 1_200

/** For prompts that no model reads: a token is about four characters. */
export const roughCounter: TokenCounter = {
  count: (text) => Math.ceil(text.length / 4),
  trim: (text, tokensMax) => text.slice(0, Math.max(0, tokensMax * 4)),
}

let loading: Promise<TokenCounter> | undefined

/** The counter; every caller shares one. Rejects only when the tokenizer cannot be loaded at all. */
export function loadTokenCounter(): Promise<TokenCounter> {
  loading ??= import('gpt-tokenizer/encoding/o200k_base').then(
    ({ countTokens, encode, decode }) => {
      // Text like `<|endoftext|>` is a player's joke, not a control token: count it as plain text.
      const plain = { disallowedSpecial: new Set<string>() }
      const counts = new LRUCache<string, number>({ max: countsMax })
      return {
        count(text: string) {
          if (text.length > countedTextMax) return countTokens(text, plain)
          const known = counts.get(text) ?? countTokens(text, plain)
          counts.set(text, known)
          return known
        },
        trim(text: string, tokensMax: number) {
          if (tokensMax <= 0) return ''
          // A UTF-16 unit is at most three bytes and a token at least one, so this text surely fits.
          if (text.length * 3 <= tokensMax) return text
          const tokens = encode(text, plain)
          if (tokens.length <= tokensMax) return text
          // A cut may fall inside a character; its broken half is not text.
          return decode(tokens.slice(0, tokensMax)).replace(/\uFFFD+$/u, '')
        },
      }
    },
  )
  return loading
}
