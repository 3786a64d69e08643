/** The typed history over reloads of the page; commands never hold passwords. */

const key = 'mudstream.history'

export function readHistory(): readonly string[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(key) ?? '[]')
    return Array.isArray(stored) ? stored.filter((line) => typeof line === 'string') : []
  } catch {
    return []
  }
}

export function writeHistory(lines: readonly string[]): void {
  try {
    localStorage.setItem(key, JSON.stringify(lines))
  } catch {
    // Without storage the history lasts as long as the page.
  }
}
