/** Holds back the rest of an answer that is longer than a page. */

export interface Pages {
  /** Something is held back. */
  readonly isOpen: () => boolean
  /** The next page of it. */
  readonly next: () => string
  /** What is held back is not wanted any more. */
  readonly end: () => void
}

export interface PageKeeper extends Pages {
  /** What of the lines is to be shown now; `size` is how many lines are a page, undefined for no end. */
  readonly begin: (text: string, size: number | undefined) => string
}

export function createPages(): PageKeeper {
  let held: string[] = []
  let pageLines = 0
  const next = () => {
    const now = held.slice(0, pageLines)
    held = held.slice(pageLines)
    return now.map((line) => `${line}\n`).join('')
  }
  return {
    isOpen: () => held.length > 0,
    next,
    end() {
      held = []
    },
    begin(text, size) {
      const lines = text.replace(/\n$/, '').split('\n')
      if (size === undefined || lines.length <= size) return text
      const isOpen = held.length > 0
      pageLines = size
      // The second of two long answers waits for the first one to be read.
      held = [...held, ...lines]
      return isOpen ? '' : next()
    },
  }
}

/** No pages, for clients that show text in their own way. */
export const noPages: Pages = { isOpen: () => false, next: () => '', end: () => undefined }
