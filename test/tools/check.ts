/** Every static check, one after the other; all of them run even if one fails. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const bin = (name: string) => `${root}/node_modules/.bin/${name}`
const sources = ['server', 'handlers', 'workers', 'schema']

// In an event-sourced server a promise nobody waits for is the worst of bugs, hence oxlint's three.
const promiseRules = ['no-floating-promises', 'no-misused-promises', 'await-thenable'].flatMap(
  (rule) => ['-D', `typescript/${rule}`],
)

// Migrations are frozen once they are released, whatever their length.
const limits = ['-c', 'test/tools/limits.oxlintrc.json', '--ignore-pattern', '**/db/migrations/**']

const checks: readonly (readonly [name: string, program: string, args: readonly string[]])[] = [
  ['types', bin('tsc'), ['-p', 'tsconfig.json']],
  ['types of the pages', bin('tsc'), ['-p', 'server/pages/play/tsconfig.json']],
  ['lint', bin('biome'), ['lint', '--error-on-warnings', '.']],
  ['promises', bin('oxlint'), ['--type-aware', '-A', 'all', ...promiseRules, ...sources]],
  ['limits', bin('oxlint'), [...limits, ...sources, 'deploy']],
  ['format', bin('biome'), ['format', '.']],
  ['import directions', process.execPath, ['test/tools/check-imports.ts']],
  ['source rules', process.execPath, ['test/tools/check-source.ts']],
  ['dead code', bin('knip'), ['--no-config-hints']],
  ['code that only tests run', bin('knip'), ['--production', '--no-config-hints']],
  ['references', process.execPath, ['deploy/tasks/write-docs.ts', '--check']],
]

const failed: string[] = []
for (const [name, program, args] of checks) {
  const began = performance.now()
  const { status, stdout, stderr } = spawnSync(program, args, { cwd: root, encoding: 'utf8' })
  const took = `${((performance.now() - began) / 1_000).toFixed(1)} s`
  console.log(`${status === 0 ? 'ok    ' : 'FAILED'}  ${name} (${took})`)
  if (status === 0) continue
  failed.push(name)
  console.log(`${stdout}${stderr}`.trim())
}
console.log(`checks: ${checks.length - failed.length} passed, ${failed.length} failed`)
process.exit(failed.length > 0 ? 1 : 0)
