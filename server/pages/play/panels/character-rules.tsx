/** Aliases, keys and highlights of the character being played. */

import type { Alias } from '../../../../schema/expand-line.ts'
import { character } from '../game.ts'
import { macroKeys } from '../input/macros.ts'
import { ofCharacter } from '../settings/settings.ts'
import { changeCharacter, settings } from '../settings/settings-store.ts'
import { type Highlight, highlightStyles } from '../text/highlights.ts'

export function CharacterRules() {
  const name = character.value?.name
  if (name === undefined) return null
  const mine = ofCharacter(settings.value, name)
  return (
    <>
      <Aliases list={mine.aliases} save={(aliases) => changeCharacter(name, { aliases })} />
      <fieldset>
        <legend>Keys of {name}</legend>
        <div class="macro-grid">
          {macroKeys.map((key) => (
            <label key={key}>
              {key}
              <input
                maxLength={200}
                value={mine.macros[key] ?? ''}
                onChange={(event) =>
                  changeCharacter(name, {
                    macros: { ...mine.macros, [key]: event.currentTarget.value },
                  })
                }
              />
            </label>
          ))}
        </div>
      </fieldset>
      <Highlights
        list={mine.highlights}
        save={(highlights) => changeCharacter(name, { highlights })}
      />
    </>
  )
}

function Aliases({ list, save }: { list: readonly Alias[]; save: (list: Alias[]) => void }) {
  const set = (at: number, patch: Partial<Alias>) =>
    save(list.map((alias, i) => (i === at ? { ...alias, ...patch } : alias)))
  return (
    <fieldset>
      <legend>Aliases</legend>
      <p class="hint">$1 to $9 are the words that follow, $* is all of them.</p>
      {list.map((alias, at) => (
        <div class="rule" key={at}>
          <input
            aria-label="Alias"
            placeholder="gl"
            maxLength={40}
            value={alias.name}
            onChange={(event) => set(at, { name: event.currentTarget.value.trim() })}
          />
          <input
            aria-label="Stands for"
            placeholder="get $1 from chest;look"
            maxLength={500}
            value={alias.body}
            onChange={(event) => set(at, { body: event.currentTarget.value })}
          />
          <Remove
            label={`alias ${alias.name}`}
            remove={() => save(list.filter((_, i) => i !== at))}
          />
        </div>
      ))}
      <button type="button" onClick={() => save([...list, { name: '', body: '' }])}>
        Add an alias
      </button>
    </fieldset>
  )
}

type HighlightsProps = { list: readonly Highlight[]; save: (list: Highlight[]) => void }

function Highlights({ list, save }: HighlightsProps) {
  const set = (at: number, patch: Partial<Highlight>) =>
    save(list.map((rule, i) => (i === at ? { ...rule, ...patch } : rule)))
  return (
    <fieldset>
      <legend>Highlights</legend>
      {list.map((rule, at) => (
        <div class="rule" key={at}>
          <input
            aria-label="Words to find"
            placeholder="your name"
            maxLength={100}
            value={rule.pattern}
            onChange={(event) => set(at, { pattern: event.currentTarget.value })}
          />
          <select
            aria-label="Colour"
            value={rule.style}
            onChange={(event) =>
              set(at, { style: highlightStyles[event.currentTarget.selectedIndex] ?? 'amber' })
            }
          >
            {highlightStyles.map((style) => (
              <option key={style}>{style}</option>
            ))}
          </select>
          <label class="tick">
            <input
              type="checkbox"
              checked={rule.sound === true}
              onChange={(event) => set(at, { sound: event.currentTarget.checked })}
            />
            chime
          </label>
          <label class="tick">
            <input
              type="checkbox"
              checked={rule.hide === true}
              onChange={(event) => set(at, { hide: event.currentTarget.checked })}
            />
            hide
          </label>
          <Remove
            label={`highlight ${rule.pattern}`}
            remove={() => save(list.filter((_, i) => i !== at))}
          />
        </div>
      ))}
      <button type="button" onClick={() => save([...list, { pattern: '', style: 'amber' }])}>
        Add a highlight
      </button>
    </fieldset>
  )
}

export function Remove({ label, remove }: { label: string; remove: () => void }) {
  return (
    <button type="button" class="quiet" aria-label={`Remove ${label}`} onClick={remove}>
      ✕
    </button>
  )
}
