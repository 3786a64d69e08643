/** How good talk is: the teller, a mediocre model, and two controls (`test/minds`). */
import { evaluate, speakers } from '../../minds/evaluate.ts'
import type { SuiteResult } from '../support/figures.ts'

export async function mindsSuite(): Promise<SuiteResult> {
  const scores = await evaluate()
  const percent = (share: number | undefined) => 100 * (share ?? 0)
  const rows = speakers.map((speaker) => {
    const score = scores[speaker]
    return [
      speaker,
      score?.sum ?? 0,
      percent(score?.right),
      percent(score?.shrugs),
      percent(score?.contradictions),
      percent(score?.repetition),
      percent(score?.refused),
      score?.turns ?? 0,
    ]
  })
  const { teller, mediocre, 'no repairs': raw, 'no dossier': bare } = scores
  const most = (what: string, value: number | undefined, limit: number) => ({
    what,
    value: value ?? 0,
    limit,
  })
  return {
    name: 'minds',
    tables: [
      {
        title: 'Twelve people, thirty lines each; models are judged by what they were asked',
        head: [
          'speaker',
          'points',
          'right %',
          'shrugs %',
          'contradictions %',
          'repeated %',
          'refused %',
          'lines',
        ],
        rows,
      },
    ],
    targets: [
      { what: 'points of the teller', value: teller?.sum ?? 0, limit: 75, atLeast: true },
      { what: 'points of a mediocre model', value: mediocre?.sum ?? 0, limit: 80, atLeast: true },
      most('the same without repairs', raw?.sum, 60),
      most('the same without a dossier', bare?.sum, 55),
      most('shrugs of the teller', teller?.shrugs, 0.05),
      most(
        'contradictions',
        Math.max(teller?.contradictions ?? 0, mediocre?.contradictions ?? 0),
        0.01,
      ),
      most('refused to script', mediocre?.refused, 0.06),
      most('repeated', mediocre?.repetition, 0.03),
    ],
  }
}
