/** Ways out as buttons; on a phone they save the typing. */
import * as game from '../game.ts'
import { ask, enter } from '../play.ts'

const order = [
  'north',
  'northeast',
  'east',
  'southeast',
  'south',
  'southwest',
  'west',
  'northwest',
  'up',
  'down',
]

const rank = (dir: string) => (order.includes(dir) ? order.indexOf(dir) : order.length)

export function Compass() {
  const room = game.room.value
  if (!room || room.exits.length === 0) return null
  const exits = room.exits.toSorted((a, b) => rank(a.dir) - rank(b.dir))
  return (
    <nav class="compass" aria-label="Ways out" data-region="exits">
      {exits.map(({ dir, door }, at) => (
        <button
          key={dir}
          type="button"
          class="way"
          data-door={door}
          {...(at === 0 ? { 'data-region-focus': true } : {})}
          onClick={(event) =>
            // What is shut wants a choice; everything else is one step.
            door && door !== 'open' ? ask(dir, dir, event) : enter(dir)
          }
          onContextMenu={(event) => {
            event.preventDefault()
            ask(dir, dir, event)
          }}
        >
          {dir}
          {door && door !== 'open' ? <span class="way-door"> {door}</span> : null}
        </button>
      ))}
    </nav>
  )
}
