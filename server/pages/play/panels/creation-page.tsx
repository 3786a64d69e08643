/** The first page of play: a newcomer says who it is, before the door of the world opens. */
import { type Signal, useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { leaveCreation, linesOf, origins } from '../creation.ts'
import * as game from '../game.ts'
import { isGuest, keeping } from '../keeping.ts'
import type { Origin } from '../link/account.ts'
import { enter } from '../play.ts'
import { Lantern } from '../sign-in.tsx'

/** A line of the game holds 512 characters, and the verb is one of its words. */
const lookMost = 480

export function CreationPage() {
  const pronouns = useSignal('')
  const origin = useSignal('')
  const look = useSignal('')
  const words = useSignal('')
  const title = useRef<HTMLHeadingElement>(null)
  useEffect(() => title.current?.focus(), [])
  return (
    <main class="door" data-region="creation">
      <form
        class="door-card creation"
        onSubmit={(event) => {
          event.preventDefault()
          if (origin.value === '') {
            words.value = 'One thing has to be said: where do you come from?'
            return
          }
          const choices = { pronouns: pronouns.value, origin: origin.value, look: look.value }
          for (const line of linesOf(choices)) enter(line)
          leaveCreation()
        }}
      >
        <Lantern />
        <h1 ref={title} tabIndex={-1}>
          Who goes there?
        </h1>
        <p class="door-words">
          Somebody lifts a lantern to see your face. A few words, and {game.world.value} knows you.
        </p>
        <Name />
        <Pronouns value={pronouns} />
        <Origins value={origin} />
        <Look value={look} />
        <p class="door-answer" role="alert">
          {origin.value === '' ? words.value : ''}
        </p>
        <div class="door-buttons">
          <button type="button" onClick={leaveCreation}>
            Skip this
          </button>
          <button type="submit" class="primary">
            Step inside
          </button>
        </div>
      </form>
    </main>
  )
}

function Name() {
  return (
    <div class="creation-name">
      <p>
        “They call me <strong>{game.character.value?.name}</strong>.”
      </p>
      {isGuest.value && (
        <button
          type="button"
          class="quiet"
          onClick={() => {
            keeping.value = true
          }}
        >
          Choose a name to keep
        </button>
      )}
    </div>
  )
}

const pronounWords = [
  ['she', 'She'],
  ['he', 'He'],
  ['they', 'They'],
] as const

function Pronouns({ value }: { value: Signal<string> }) {
  return (
    <fieldset class="chips">
      <legend>How do people speak of you?</legend>
      {pronounWords.map(([word, label]) => (
        <label key={word} class="chip">
          <input
            type="radio"
            name="pronouns"
            value={word}
            checked={value.value === word}
            onChange={() => {
              value.value = word
            }}
          />
          {label}
        </label>
      ))}
    </fieldset>
  )
}

function Origins({ value }: { value: Signal<string> }) {
  return (
    <fieldset class="origins">
      <legend>Where do you come from?</legend>
      {origins.value.map((one) => (
        <label key={one.word} class="origin">
          <input
            type="radio"
            name="origin"
            value={one.word}
            checked={value.value === one.word}
            onChange={() => {
              value.value = one.word
            }}
          />
          <span class="origin-name">{capital(one.name)}</span>
          <span class="origin-brings">{brings(one)}</span>
        </label>
      ))}
    </fieldset>
  )
}

const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1)

function brings({ brings: things, skill }: Origin): string {
  const parts = [...things, ...(skill ? [`the skill “${skill.toLowerCase()}”`] : [])]
  return parts.length > 0 ? `You bring ${parts.join(' and ')}.` : ''
}

function Look({ value }: { value: Signal<string> }) {
  return (
    <label>
      What do people see when they look at you?
      <textarea
        rows={2}
        maxLength={lookMost}
        placeholder="A tall woman with ink on her sleeves."
        value={value.value}
        onInput={(event) => {
          value.value = event.currentTarget.value
        }}
      />
    </label>
  )
}
