/** The ways out of a room: follow, close, open and dig, by hand or by keyboard. */

import type { Direction } from '../../../schema/directions.ts'
import { directions } from '../../../schema/directions.ts'
import type { Thing } from './api.ts'
import { go, nameOf, order } from './store.ts'

type Exits = Readonly<
  Record<
    string,
    { readonly to: string; readonly oneWay?: boolean; readonly door?: { readonly name: string } }
  >
>

export function Ways({ room }: { readonly room: Thing }) {
  const exits = (room.value['exits'] ?? {}) as Exits
  return (
    <section aria-label="Ways">
      <h3>Ways</h3>
      <ul class="ways">
        {Object.entries(exits).map(([way, exit]) => (
          <li key={way}>
            {way}:{' '}
            <button
              type="button"
              class="link"
              onClick={() => go({ thing: { of: 'room', id: exit.to } })}
            >
              {nameOf({ of: 'room', id: exit.to })}
            </button>
            {exit.oneWay ? ', one way' : ''}
            {exit.door ? `, ${exit.door.name}` : ''}{' '}
            <button
              type="button"
              disabled={!room.mayChange}
              onClick={() =>
                void order({ do: 'unlink', room: room.id, direction: way as Direction })
              }
            >
              Unlink <span class="hidden">the way {way}</span>
            </button>
          </li>
        ))}
      </ul>
      <DigOrLink room={room} exits={exits} />
    </section>
  )
}

function DigOrLink({ room, exits }: { readonly room: Thing; readonly exits: Exits }) {
  const free = directions.filter((way) => !(way in exits))
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    const form = event.currentTarget as HTMLFormElement
    const data = new FormData(form)
    const direction = String(data.get('direction')) as Direction
    const title = String(data.get('title') ?? '').trim()
    const to = String(data.get('to') ?? '').trim()
    const oneWay = data.get('oneWay') === 'on'
    const wanted = to
      ? ({ do: 'link', room: room.id, direction, to, oneWay } as const)
      : ({ do: 'dig', room: room.id, direction, title } as const)
    void order(wanted).then(({ done }) => done && form.reset())
  }
  return (
    <form class="row" onSubmit={submit}>
      <label>
        Direction
        <select name="direction" id="dig-direction">
          {free.map((way) => (
            <option key={way}>{way}</option>
          ))}
        </select>
      </label>
      <label>
        Title of a new room
        <input name="title" placeholder="The Old Kiln" />
      </label>
      <label>
        or a room that there is
        <input name="to" list="all-ids" />
      </label>
      <label class="check">
        <input type="checkbox" name="oneWay" /> one way
      </label>
      <button type="submit" disabled={!room.mayChange}>
        Dig or link
      </button>
    </form>
  )
}
