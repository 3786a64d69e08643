/** Help as a panel: articles, skills, gestures and verbs, searched while one types. */
import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { manifest } from '../game.ts'
import type { HelpPage } from '../link/account.ts'
import { account } from '../play.ts'

export function HelpDialog({ close }: { close: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null)
  const pages = useSignal<readonly HelpPage[]>([])
  const sought = useSignal('')
  const open = useSignal('')
  useEffect(() => {
    dialog.current?.showModal()
    void account.help().then((read) => {
      pages.value = [...read, ...verbPages()]
    })
  }, [pages])
  const shown = pages.value.find(({ words }) => words.includes(open.value))
  const show = (word: string) => {
    open.value = word
  }
  return (
    <dialog ref={dialog} class="settings" aria-labelledby="help-title" onClose={close}>
      <header class="settings-head">
        <h2 id="help-title">Help</h2>
        <button type="button" class="quiet" onClick={() => dialog.current?.close()}>
          Close
        </button>
      </header>
      <div class="settings-body">
        <label class="row">
          Search
          <input
            type="search"
            value={sought.value}
            onInput={(event) => {
              sought.value = event.currentTarget.value
              open.value = ''
            }}
          />
        </label>
        {shown ? (
          <Shown page={shown} show={show} />
        ) : (
          <Found pages={found(pages.value, sought.value)} show={show} />
        )}
      </div>
    </dialog>
  )
}

const verbPages = (): HelpPage[] =>
  manifest.value.map(({ verb, aliases, help }) => ({
    word: verb,
    title: verb,
    brief: help,
    text: help,
    see: [],
    words: [verb, ...aliases],
    isArticle: false,
  }))

/** Articles where nothing is sought; else every page that holds all of the words, best first. */
function found(pages: readonly HelpPage[], sought: string): readonly HelpPage[] {
  const words = sought.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return pages.filter(({ isArticle }) => isArticle)
  const has = (text: string) => words.every((word) => text.toLowerCase().includes(word))
  const named = pages.filter((page) => has([page.title, ...page.words].join(' ')))
  const rest = pages.filter((page) => !named.includes(page) && has(`${page.title} ${page.text}`))
  return [...named, ...rest]
}

type Show = { readonly show: (word: string) => void }

function Found({ pages, show }: { readonly pages: readonly HelpPage[] } & Show) {
  if (pages.length === 0) return <p role="status">Nothing is written about that.</p>
  return (
    <ul class="plain" aria-label="Pages">
      {pages.map(({ word, title, brief }) => (
        <li key={`${word} ${title}`}>
          <button type="button" class="quiet" onClick={() => show(word)}>
            {title}
          </button>{' '}
          {brief}
        </li>
      ))}
    </ul>
  )
}

function Shown({ page, show }: { readonly page: HelpPage } & Show) {
  return (
    <article aria-live="polite">
      <h3>{page.title}</h3>
      {page.text.split('\n').map((line) => (
        <p key={line}>{line}</p>
      ))}
      {page.see.length > 0 && (
        <p>
          See also:{' '}
          {page.see.map((word) => (
            <button key={word} type="button" class="quiet" onClick={() => show(word)}>
              {word}
            </button>
          ))}
        </p>
      )}
      <button type="button" onClick={() => show('')}>
        Back
      </button>
    </article>
  )
}
