/** The shipped mix of private talk, replayed: how many lines need a model, and how often it is asked. */
import { loadTalkMix, replayTalk } from '../../support/talk-replay.ts'
import type { SuiteResult } from '../support/figures.ts'

export async function talkMixSuite(): Promise<SuiteResult> {
  const mix = loadTalkMix()
  const once = await replayTalk(mix, () => 'An honest answer.')
  const often = await replayTalk(mix, () => 'An honest answer.', { rounds: 5 })
  const withoutModel = once.withoutModel / once.lines
  const saved = 1 - often.commonCalls / often.common
  return {
    name: 'talk-mix',
    tables: [
      {
        title: 'The mix of private talk',
        head: ['lines', 'need no model %', 'common questions, 5 rounds', 'calls', 'saved %'],
        rows: [[once.lines, 100 * withoutModel, often.common, often.commonCalls, 100 * saved]],
      },
    ],
    targets: [
      { what: 'lines that need no model', value: withoutModel, limit: 0.6, atLeast: true },
      { what: 'calls saved on common questions', value: saved, limit: 0.8, atLeast: true },
    ],
  }
}
