/** Timers of the character being played. */
import { character } from '../game.ts'
import {
  ofCharacter,
  type Timer,
  timerLeastSeconds,
  timerMostSeconds,
} from '../settings/settings.ts'
import { changeCharacter, settings } from '../settings/settings-store.ts'
import { Remove } from './character-rules.tsx'

export function TimerRules() {
  const name = character.value?.name
  if (name === undefined) return null
  const { timers } = ofCharacter(settings.value, name)
  return <Timers list={timers} save={(list) => changeCharacter(name, { timers: list })} />
}

type TimersProps = { readonly list: readonly Timer[]; readonly save: (list: Timer[]) => void }

function Timers({ list, save }: TimersProps) {
  const set = (at: number, patch: Partial<Timer>) =>
    save(list.map((one, i) => (i === at ? { ...one, ...patch } : one)))
  const remove = (at: number) => save(list.filter((_, i) => i !== at))
  return (
    <fieldset>
      <legend>Timers</legend>
      <p class="hint">A line that is typed for you every so many seconds while you play.</p>
      {list.map((timer, at) => (
        <div class="rule" key={at}>
          <input
            type="number"
            aria-label="Every so many seconds"
            min={timerLeastSeconds}
            max={timerMostSeconds}
            value={timer.seconds}
            onChange={(event) => {
              const given = Math.round(event.currentTarget.valueAsNumber || 60)
              const seconds = Math.max(timerLeastSeconds, Math.min(timerMostSeconds, given))
              set(at, { seconds })
            }}
          />
          <input
            aria-label="Line to type"
            placeholder="score"
            maxLength={500}
            value={timer.line}
            onChange={(event) => set(at, { line: event.currentTarget.value })}
          />
          <On on={timer.on} set={(on) => set(at, { on })} />
          <Remove label={`timer ${timer.line}`} remove={() => remove(at)} />
        </div>
      ))}
      <button type="button" onClick={() => save([...list, { seconds: 60, line: '', on: true }])}>
        Add a timer
      </button>
    </fieldset>
  )
}

function On({ on, set }: { readonly on: boolean; readonly set: (on: boolean) => void }) {
  return (
    <label class="tick">
      <input type="checkbox" checked={on} onChange={(event) => set(event.currentTarget.checked)} />
      on
    </label>
  )
}
