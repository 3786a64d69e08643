/**
 * The closing lines of a test run: every test that was skipped, with its reason, and at last
 * `N passed, N failed, N skipped`. A test that is skipped without a reason fails the run, because
 * nobody would learn that it proved nothing.
 */
import type { Reporter, SerializedError, TestCase, TestModule, Vitest } from 'vitest/node'

/** What the lines are made of. */
interface Closed {
  readonly passed: number
  readonly failed: number
  readonly skipped: readonly { readonly name: string; readonly why: string | undefined }[]
}

/** The lines, the last of them for programs. */
function closingLines({ passed, failed, skipped }: Closed): string[] {
  return [
    ...skipped.map(({ name, why }) => `skipped: ${name} because ${why ?? 'NOBODY SAYS WHY'}`),
    `${passed} passed, ${failed} failed, ${skipped.length} skipped`,
  ]
}

/** The reason that stands in the name of a test or of the group that it is in. */
function reasonIn(name: string): string | undefined {
  return / \(skipped: (.+?)\)(?: > |$)/.exec(name)?.[1]
}

export default class ClosingLines implements Reporter {
  #vitest: Vitest | undefined

  onInit(vitest: Vitest): void {
    this.#vitest = vitest
  }

  onTestRunEnd(
    modules: readonly TestModule[],
    unhandled: readonly SerializedError[],
    reason: string,
  ): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()])
    const inState = (state: string) => tests.filter((test) => test.result().state === state)
    // A file that cannot be read, and an error outside of tests, are failures without a test.
    const withoutTest = modules.filter(
      (module) => module.state() === 'failed' && !hasFailedTest(module),
    )
    // Names that were not asked for are no skipped tests.
    const chosen = this.#vitest?.config.testNamePattern === undefined
    const skipped = inState('skipped').map(skippedTest)
    const told = chosen ? skipped : skipped.filter(({ why }) => why !== undefined)
    const failed = inState('failed').length + withoutTest.length + unhandled.length
    const lines = closingLines({ passed: inState('passed').length, failed, skipped: told })
    process.stdout.write(`${lines.join('\n')}\n`)
    const isSilent = told.some(({ why }) => why === undefined)
    if (isSilent && reason !== 'interrupted') process.exitCode = 1
  }
}

function hasFailedTest(module: TestModule): boolean {
  return [...module.children.allTests('failed')].length > 0
}

function skippedTest(test: TestCase): Closed['skipped'][number] {
  const result = test.result()
  const note = result.state === 'skipped' ? result.note : undefined
  const name = `${test.module.relativeModuleId} > ${test.fullName}`
  return { name: name.replace(/ \(skipped: .+?\)/, ''), why: note ?? reasonIn(name) }
}
