/** The dialog where players arrange the page to their liking. */
import { useEffect, useRef } from 'preact/hooks'
import { AccountSection } from '../account/account-section.tsx'
import { askToNotify, playCue } from '../alerts.ts'
import { fonts, layouts, sideLeastRem, sideMostRem, themes } from '../settings/settings.ts'
import { changeSettings, settings } from '../settings/settings-store.ts'
import { CharacterRules } from './character-rules.tsx'
import { TimerRules } from './timer-rules.tsx'

const themeNames = {
  auto: 'As my system',
  dark: 'Lantern (dark)',
  light: 'Paper (light)',
  contrast: 'High contrast',
}
const fontNames = { serif: 'Book', sans: 'Plain', mono: 'Typewriter' }

export function SettingsDialog({ close }: { close: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => dialog.current?.showModal(), [])
  return (
    <dialog ref={dialog} class="settings" aria-labelledby="settings-title" onClose={close}>
      <header class="settings-head">
        <h2 id="settings-title">Settings</h2>
        <button type="button" class="quiet" onClick={() => dialog.current?.close()}>
          Close
        </button>
      </header>
      <div class="settings-body">
        <Look />
        <Layout />
        <Typing />
        <Hearing />
        <CharacterRules />
        <TimerRules />
        <AccountSection />
        <Keys />
      </div>
    </dialog>
  )
}

function Look() {
  const now = settings.value
  return (
    <fieldset>
      <legend>Look</legend>
      <label class="row">
        Theme
        <select
          value={now.theme}
          onChange={(event) =>
            changeSettings({ theme: themes[event.currentTarget.selectedIndex] ?? 'auto' })
          }
        >
          {themes.map((theme) => (
            <option key={theme} value={theme}>
              {themeNames[theme]}
            </option>
          ))}
        </select>
      </label>
      <label class="row">
        Lettering
        <select
          value={now.font}
          onChange={(event) =>
            changeSettings({ font: fonts[event.currentTarget.selectedIndex] ?? 'serif' })
          }
        >
          {fonts.map((font) => (
            <option key={font} value={font}>
              {fontNames[font]}
            </option>
          ))}
        </select>
      </label>
      <label class="row">
        Size of the story
        <input
          type="range"
          min={12}
          max={32}
          value={now.fontSizePx}
          onInput={(event) => changeSettings({ fontSizePx: Number(event.currentTarget.value) })}
        />
      </label>
      <Choice
        label="Show the time of each line"
        on={now.stamps === 'on'}
        set={(on) => changeSettings({ stamps: on ? 'on' : 'off' })}
      />
    </fieldset>
  )
}

const layoutNames = {
  right: 'Story left, panels right',
  left: 'Panels left, story right',
  alone: 'Story alone',
}

function Layout() {
  const now = settings.value
  return (
    <fieldset>
      <legend>Layout</legend>
      <label class="row">
        Places
        <select
          value={now.layout}
          onChange={(event) =>
            changeSettings({ layout: layouts[event.currentTarget.selectedIndex] ?? 'right' })
          }
        >
          {layouts.map((layout) => (
            <option key={layout} value={layout}>
              {layoutNames[layout]}
            </option>
          ))}
        </select>
      </label>
      <label class="row">
        Width of the panels
        <input
          type="range"
          min={sideLeastRem}
          max={sideMostRem}
          value={now.sideRem}
          onInput={(event) => changeSettings({ sideRem: Number(event.currentTarget.value) })}
        />
      </label>
    </fieldset>
  )
}

function Typing() {
  const now = settings.value
  return (
    <fieldset>
      <legend>Typing</legend>
      <Choice
        label="Show what I type in the story"
        on={now.echo}
        set={(echo) => changeSettings({ echo })}
      />
      <Choice
        label="Paint places in words now and then"
        on={now.scenery}
        set={(scenery) => changeSettings({ scenery })}
      />
      <Choice
        label="Keep the line after sending it"
        on={now.keepInput}
        set={(keepInput) => changeSettings({ keepInput })}
      />
      <Choice
        label="Several commands in one line, separated by ;"
        on={now.stacking}
        set={(stacking) => changeSettings({ stacking })}
      />
      <Choice
        label="Walk with the number block"
        on={now.numpad}
        set={(numpad) => changeSettings({ numpad })}
      />
    </fieldset>
  )
}

function Hearing() {
  const now = settings.value
  const setNotify = async (on: boolean) => changeSettings({ notify: on && (await askToNotify()) })
  return (
    <fieldset>
      <legend>Hearing</legend>
      <Choice
        label="A soft chime when somebody tells me something"
        on={now.sound}
        set={(sound) => {
          changeSettings({ sound })
          playCue()
        }}
      />
      <label class="row">
        Volume
        <input
          type="range"
          min={0}
          max={100}
          value={now.volumePercent}
          onChange={(event) => {
            changeSettings({ volumePercent: Number(event.currentTarget.value) })
            playCue()
          }}
        />
      </label>
      <Choice
        label="A notice on my desktop when I look elsewhere"
        on={now.notify}
        set={(on) => void setNotify(on)}
      />
      <Choice
        label="I use a screen reader: finished sentences only"
        on={now.screenReader}
        set={(screenReader) => changeSettings({ screenReader })}
      />
    </fieldset>
  )
}

export function Choice(props: { label: string; on: boolean; set: (on: boolean) => void }) {
  return (
    <label class="row choice">
      <input
        type="checkbox"
        checked={props.on}
        onChange={(event) => props.set(event.currentTarget.checked)}
      />
      {props.label}
    </label>
  )
}

function Keys() {
  return (
    <fieldset>
      <legend>Keys</legend>
      <dl class="keys">
        <dt>Tab</dt>
        <dd>completes a word</dd>
        <dt>↑ ↓</dt>
        <dd>earlier lines that begin like yours</dd>
        <dt>Page ↑ ↓</dt>
        <dd>read back</dd>
        <dt>Esc, End</dt>
        <dd>back to now</dd>
        <dt>F6</dt>
        <dd>next part of the page</dd>
      </dl>
    </fieldset>
  )
}
