/** The story with its tabs, and the button that leads back to now. */
import { useLayoutEffect, useRef } from 'preact/hooks'
import { subjectOf } from '../acting.ts'
import * as game from '../game.ts'
import { act, ask, story } from '../play.ts'
import { focusInput } from '../regions.ts'

export function StoryPane() {
  const name = game.openTab.value
  const holder = useRef<HTMLDivElement>(null)
  const view = story.view(name)

  useLayoutEffect(() => {
    holder.current?.replaceChildren(view.element)
    view.element.setAttribute('data-region-focus', '')
  }, [view])

  const toNow = () => {
    view.jumpToEnd()
    focusInput()
  }
  return (
    <section
      class="story-pane"
      data-region="story"
      aria-label="Story"
      onClick={pressed}
      onKeyDown={(event) => {
        if (event.key !== 'End' && event.key !== 'Escape') return
        event.preventDefault()
        toNow()
      }}
    >
      {game.tabs.value.length > 1 && <Tabs />}
      <div class="story-holder" ref={holder} id="story-panel" />
      {view.missed.value > 0 && (
        <button type="button" class="missed" onClick={toNow}>
          {view.missed.value} new {view.missed.value === 1 ? 'line' : 'lines'} ↓
        </button>
      )}
    </section>
  )
}

/**
 * A name in the story leads to what can be done with it, and what can be typed is done. Everything here
 * can be reached by keyboard in the panels and in the input, so the words are no stops on the way there.
 */
function pressed(event: MouseEvent & { readonly currentTarget: HTMLElement }): void {
  const words = event.target instanceof Element ? event.target.closest(acted) : null
  // Whoever marks words to copy them wants nothing else.
  if (!words || getSelection()?.isCollapsed === false) return
  const text = words.textContent ?? ''
  if (words.matches('.s-command, .way-word')) act(text)
  else ask(text, subjectOf(text), event)
}

const acted = '.s-command, .way-word, .s-npc, .s-player, .s-item'

function Tabs() {
  const tabs = game.tabs.value
  const move = (event: KeyboardEvent, at: number) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (!step) return
    event.preventDefault()
    const next = tabs.at((at + step) % tabs.length)
    if (!next) return
    game.showTab(next.name)
    document.getElementById(`tab-${next.name}`)?.focus()
  }
  return (
    <div class="tabs" role="tablist" aria-label="Channels">
      {tabs.map((tab, at) => {
        const open = game.openTab.value === tab.name
        return (
          <button
            key={tab.name}
            id={`tab-${tab.name}`}
            type="button"
            role="tab"
            class="tab"
            aria-selected={open}
            aria-controls="story-panel"
            tabIndex={open ? 0 : -1}
            onClick={() => game.showTab(tab.name)}
            onKeyDown={(event) => move(event, at)}
          >
            {tab.name === 'all' ? 'All' : tab.name}
            {tab.unread > 0 && (
              <span class="unread">
                {tab.unread > 99 ? '99+' : tab.unread}
                <span class="for-ears"> unread</span>
              </span>
            )}
          </button>
        )
      })}
    </div>
  )
}
