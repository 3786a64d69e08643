/** Where the player types. */
import { useSignal, useSignalEffect } from '@preact/signals'
import { useRef } from 'preact/hooks'
import { begun } from '../acting.ts'
import * as game from '../game.ts'
import { completions, type Surroundings, verbHints } from '../input/completion.ts'
import { createHistory } from '../input/history.ts'
import { readHistory, writeHistory } from '../input/history-store.ts'
import { macroFor } from '../input/macros.ts'
import { enter, mine, story } from '../play.ts'
import { settings } from '../settings/settings-store.ts'

const history = createHistory(readHistory())

const around = (): Surroundings => ({
  manifest: game.manifest.value,
  aliases: mine().aliases.map((alias) => alias.name),
  names: game.namesAtHand.value,
  words: story.recentWords(100),
})

type Cycle = { readonly choices: readonly string[]; at: number }

/** The line being typed, and what the keys do to it. */
function useTyping() {
  const text = useSignal('')
  const cycle = useRef<Cycle | undefined>(undefined)
  const input = useRef<HTMLInputElement>(null)

  const put = (next: string | undefined) => {
    if (next === undefined) return
    text.value = next
    const field = input.current
    if (!field) return
    field.value = next
    field.setSelectionRange(next.length, next.length)
  }
  useSignalEffect(() => {
    if (begun.value === undefined) return
    put(begun.value)
    begun.value = undefined
    input.current?.focus()
  })
  const submit = () => {
    const line = text.value
    history.add(line.trim())
    history.reset()
    writeHistory(history.all())
    enter(line)
    if (settings.value.keepInput && !settings.value.screenReader) input.current?.select()
    else put('')
  }
  const complete = (step: 1 | -1): boolean => {
    const known = cycle.current ?? { choices: completions(text.value, around()), at: -1 }
    if (known.choices.length === 0) return false
    known.at = (known.at + step + known.choices.length) % known.choices.length
    cycle.current = known
    put(known.choices[known.at])
    return true
  }
  const onKey = (event: KeyboardEvent) => {
    if (event.isComposing) return
    if (event.key !== 'Tab' && event.key !== 'Shift') cycle.current = undefined
    if (handleKey(event, { text: text.value, put, complete, input: input.current })) {
      event.preventDefault()
    }
  }
  return { text, input, submit, onKey }
}

function Hints({ typed }: { typed: string }) {
  return (
    <p class="hints" aria-hidden="true">
      {verbHints(typed, around()).map(({ verb, help }) => (
        <span key={verb} title={help}>
          {verb}
        </span>
      ))}
    </p>
  )
}

export function InputBar() {
  const { text, input, submit, onKey } = useTyping()
  return (
    <form
      class="input-bar"
      data-region="input"
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
    >
      <Hints typed={text.value} />
      <label class="for-ears" for="command">
        What do you do?
      </label>
      <span class="prompt" aria-hidden="true">
        ›
      </span>
      <input
        id="command"
        ref={input}
        data-region-focus
        autocomplete="off"
        autocapitalize="none"
        autocorrect="off"
        spellcheck={false}
        enterkeyhint="send"
        placeholder="What do you do?"
        maxLength={2000}
        value={text.value}
        onInput={(event) => {
          text.value = event.currentTarget.value
          history.reset()
        }}
        onKeyDown={onKey}
        autofocus
      />
      <button type="submit" class="primary send">
        Do it
      </button>
    </form>
  )
}

type Typing = {
  readonly text: string
  readonly put: (next: string | undefined) => void
  readonly complete: (step: 1 | -1) => boolean
  readonly input: HTMLInputElement | null
}

/** Whether the key was taken. */
function handleKey(event: KeyboardEvent, { text, put, complete, input }: Typing): boolean {
  const view = story.view(game.openTab.value)
  const numpad = settings.value.numpad && text === ''
  const macro = macroFor(event, { macros: mine().macros, numpad })
  if (macro !== undefined) {
    enter(macro)
    return true
  }
  switch (event.key) {
    case 'ArrowUp':
      put(history.older(text))
      return true
    case 'ArrowDown':
      put(history.newer())
      return true
    case 'Tab':
      // With nothing to complete, Tab keeps its usual meaning and leads on through the page.
      return complete(event.shiftKey ? -1 : 1)
    case 'PageUp':
      view.page(-1)
      return true
    case 'PageDown':
      view.page(1)
      return true
    case 'Escape':
      if (view.missed.value > 0) view.jumpToEnd()
      else put('')
      return true
    case 'End':
      if (input?.selectionStart === text.length) view.jumpToEnd()
      return false
    default:
      return false
  }
}
