/** The panels beside the story; on narrow screens a sheet above it. */
import type { ComponentChildren } from 'preact'
import * as game from '../game.ts'
import { ask } from '../play.ts'
import { changeSettings, settings } from '../settings/settings-store.ts'
import type { QuestStep, Thing } from '../state-parts.ts'
import { Gauge } from './gauges.tsx'
import { MapPanel } from './map-panel.tsx'

export function SidePanels({ close }: { close: () => void }) {
  const { carried, worn } = game.belongings.value
  return (
    <section class="side" data-region="panels" aria-label="Map and belongings" tabIndex={-1}>
      <button type="button" class="side-close only-narrow" onClick={close}>
        Back to the story
      </button>
      <MapPanel />
      <Here />
      <Panel title="You carry" empty="Nothing but your good name." count={carried.length}>
        <ul>
          {carried.map((thing) => (
            <ThingRow key={thing.id} thing={thing} />
          ))}
        </ul>
      </Panel>
      {worn.length > 0 && (
        <Panel title="You wear" count={worn.length}>
          <ul>
            {worn.map((thing) => (
              <ThingRow key={`${thing.slot}${thing.id}`} thing={thing} note={thing.slot} />
            ))}
          </ul>
        </Panel>
      )}
      <Company />
      <Undertakings />
    </section>
  )
}

function Panel(props: {
  title: string
  count: number
  empty?: string
  children: ComponentChildren
}) {
  return (
    <details
      class="panel"
      open={!settings.value.folded.includes(props.title)}
      onToggle={(event) => fold(props.title, { isOpen: event.currentTarget.open })}
    >
      <summary>
        <h2>{props.title}</h2>
      </summary>
      {props.count > 0 ? props.children : <p class="panel-empty">{props.empty}</p>}
    </details>
  )
}

function fold(title: string, { isOpen }: { isOpen: boolean }): void {
  const { folded } = settings.value
  if (isOpen !== folded.includes(title)) return
  const others = folded.filter((one) => one !== title)
  changeSettings({ folded: isOpen ? others : [...others, title] })
}

function ThingRow({ thing, note }: { thing: Thing; note?: string }) {
  return (
    <li>
      <button
        type="button"
        class="thing"
        aria-haspopup="dialog"
        onClick={(event) => ask(thing.name, `#${thing.id}`, event)}
      >
        {thing.name}
      </button>
      {(thing.count ?? 1) > 1 && <span class="thing-note">×{thing.count}</span>}
      {note && <span class="thing-note">{note}</span>}
    </li>
  )
}

function Here() {
  const room = game.room.value
  if (!room) return null
  const others = room.people.filter((person) => person.id !== game.character.value?.id)
  return (
    <Panel
      title="Here"
      count={others.length + room.items.length}
      empty="Nobody and nothing but you."
    >
      <ul>
        {others.map((person) => (
          <li key={person.id}>
            <button
              type="button"
              class={`thing person-${person.kind === 'player' ? 'player' : 'npc'}`}
              aria-haspopup="dialog"
              onClick={(event) => ask(person.name, `#${person.id}`, event)}
            >
              {person.name}
            </button>
          </li>
        ))}
        {room.items.map((thing) => (
          <ThingRow key={thing.id} thing={thing} />
        ))}
      </ul>
    </Panel>
  )
}

function Company() {
  const fellows = game.fellows.value
  if (fellows.length === 0) return null
  return (
    <Panel title="Your company" count={fellows.length}>
      <ul>
        {fellows.map((fellow) => (
          <li key={fellow.name} class="fellow">
            <span>
              {fellow.name}
              {fellow.leader && <span class="thing-note">leads</span>}
            </span>
            {fellow.vitals['health'] && (
              <Gauge name="health" of={fellow.name} vital={fellow.vitals['health']} />
            )}
          </li>
        ))}
      </ul>
    </Panel>
  )
}

function Undertakings() {
  const quests = game.quests.value
  const conflicts = game.conflicts.value
  return (
    <>
      {quests.length > 0 && (
        <Panel title="Quests" count={quests.length}>
          <ul>
            {quests.map((quest) => (
              <li key={quest.id} class={quest.done ? 'quest done' : 'quest'}>
                <strong>{quest.name}</strong>
                {quest.steps.length > 0 ? (
                  <QuestSteps steps={quest.steps} />
                ) : (
                  <span>{quest.done ? 'Done.' : quest.step}</span>
                )}
              </li>
            ))}
          </ul>
        </Panel>
      )}
      {conflicts.length > 0 && (
        <Panel title="Stirrings" count={conflicts.length}>
          <ul>
            {conflicts.map((conflict) => (
              <li key={conflict.id} class="quest">
                <strong>{conflict.name}</strong>
                <span>{conflict.phase}</span>
                {conflict.tension !== undefined && (
                  <Gauge name="tension" vital={[conflict.tension, 100]} />
                )}
              </li>
            ))}
          </ul>
        </Panel>
      )}
    </>
  )
}

function QuestSteps({ steps }: { steps: readonly QuestStep[] }) {
  return (
    <ul class="quest-steps">
      {steps.map(({ text, count, of }) => (
        <li key={text} class={count >= of ? 'quest-step done' : 'quest-step'}>
          {text}
          {count >= of ? (
            <span class="thing-note">done</span>
          ) : (
            of > 1 && (
              <span class="thing-note">
                {count} of {of}
              </span>
            )
          )}
        </li>
      ))}
    </ul>
  )
}
