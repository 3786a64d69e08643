/** The admin page in a real browser, as an admin watches it while something breaks. */
import type { Page } from 'playwright-core'
import { launchBrowser } from '../server/pages/play/browser.ts'

export interface AdminView {
  readonly page: Page
  /** What the page says of this moment: `All is well.`, or who is to blame and why. */
  verdict(): Promise<string>
  /** Everything it has said since the last call, with when it said so (milliseconds since the epoch). */
  said(): Promise<{ atMs: number; words: string }[]>
  close(): Promise<void>
}

const verdictOf = "document.querySelector('.verdict')?.textContent ?? ''"

/** Signs in as the owner of a whole system. */
export async function openAdminView(url: string, password: string): Promise<AdminView> {
  const browser = await launchBrowser()
  const page = await (
    await browser.newContext({ viewport: { width: 1360, height: 900 } })
  ).newPage()
  await page.goto(`${url}/admin`)
  await page.getByLabel('Name').fill('owner')
  await page.getByLabel('Password').fill(password)
  await page.keyboard.press('Enter')
  await page.getByText('All is well.').waitFor()
  await page.evaluate(`{
    window.said = []
    let last = ''
    setInterval(() => {
      const words = ${verdictOf}
      if (words !== last) window.said.push({ atMs: Date.now(), words })
      last = words
    }, 20)
  }`)
  return {
    page,
    verdict: () => page.evaluate<string>(verdictOf),
    said: () => page.evaluate<{ atMs: number; words: string }[]>('window.said.splice(0)'),
    close: () => browser.close(),
  }
}
