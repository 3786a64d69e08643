/** The figures in the README, from those that `npm run bench -- --keep` has kept. */
import { readFileSync } from 'node:fs'
import { isMet, type KeptFigures, shown } from '../../test/bench/support/figures.ts'

const readme = new URL('../../README.md', import.meta.url)
const kept = new URL('../../test/bench/figures.json', import.meta.url)
const begin = '<!-- figures: written by `npm run docs` -->'
const end = '<!-- end of figures -->'

/** The README as it is, with the figures as they were kept. */
export function readmePage(): string {
  const text = readFileSync(readme, 'utf8')
  const from = text.indexOf(begin)
  const to = text.indexOf(end)
  if (from < 0 || to < from) throw new Error('README.md has no place for the figures')
  return `${text.slice(0, from + begin.length)}\n${figuresTable()}\n${text.slice(to)}`
}

function figuresTable(): string {
  const figures: KeptFigures = JSON.parse(readFileSync(kept, 'utf8'))
  const rows = Object.entries(figures).flatMap(([name, { at, quick, targets }]) =>
    targets.map((target) => {
      const wanted = `${target.atLeast ? '≥' : '≤'} ${shown(target.limit)}`
      const how = quick ? `${at}, one short run` : at
      const verdict = isMet(target) ? 'met' : '**missed**'
      return `| ${name} | ${target.what} | ${shown(target.value)} | ${wanted} | ${verdict} | ${how} |`
    }),
  )
  const head = [
    '| suite | figure | measured | aim | | when |',
    '| --- | --- | --- | --- | --- | --- |',
  ]
  return [...head, ...rows].join('\n')
}
