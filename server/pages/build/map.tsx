/** The map of a zone, one floor at a time, and the same as a table. */
import { useEffect, useRef, useState } from 'preact/hooks'
import type { MapRoom } from './api.ts'
import { go, open, zone } from './store.ts'
import { useRead } from './use-read.ts'

const step = { x: 116, y: 76 }
const size = { width: 92, height: 46 }

const keysToWays: Readonly<Record<string, string>> = {
  ArrowUp: 'north',
  ArrowDown: 'south',
  ArrowLeft: 'west',
  ArrowRight: 'east',
  PageUp: 'up',
  PageDown: 'down',
}

export function ZoneMap() {
  const rooms = useRead<MapRoom>(`map/${zone.value}`) ?? []
  const [floor, setFloor] = useState(0)
  const opened = open.value?.id
  useEffect(() => {
    const one = rooms.find(({ id }) => id === opened) ?? rooms[0]
    if (one && (one.id === opened || !floors.includes(floor))) setFloor(one.at[2])
  }, [rooms, opened])
  const floors = [...new Set(rooms.map((room) => room.at[2]))].sort((a, b) => b - a)
  return (
    <section aria-label="Map">
      <p class="row">
        <label>
          Floor
          <select
            value={String(floor)}
            onChange={(event) => setFloor(Number(event.currentTarget.value))}
          >
            {floors.map((one) => (
              <option key={one} value={String(one)}>
                {one}
              </option>
            ))}
          </select>
        </label>
        <span class="help">Arrow keys walk from room to room, Enter opens, d digs.</span>
      </p>
      <Floor rooms={rooms} floor={floor} setFloor={setFloor} />
      <RoomTable rooms={rooms} />
    </section>
  )
}

type FloorProps = {
  readonly rooms: readonly MapRoom[]
  readonly floor: number
  readonly setFloor: (floor: number) => void
}

function Floor({ rooms, floor, setFloor }: FloorProps) {
  const svg = useRef<SVGSVGElement>(null)
  const here = rooms.filter((room) => room.at[2] === floor)
  if (here.length === 0) return <p>No rooms on this floor.</p>
  const xs = here.map(({ at }) => at[0])
  const ys = here.map(({ at }) => -at[1])
  const [left, top] = [Math.min(...xs), Math.min(...ys)]
  const width = (Math.max(...xs) - left + 1) * step.x + 20
  const height = (Math.max(...ys) - top + 1) * step.y + 20
  const spots = new Map(here.map((room) => [room.id, spotOf(room, left, top)]))
  const key = (event: KeyboardEvent, room: MapRoom) => {
    const way = keysToWays[event.key]
    if (event.key === 'Enter' || event.key === ' ' || event.key === 'd') {
      event.preventDefault()
      go({ thing: { of: 'room', id: room.id }, isDigging: event.key === 'd' })
    }
    const to = rooms.find(({ id }) => id === room.exits.find((exit) => exit.way === way)?.to)
    if (!way || !to) return
    event.preventDefault()
    const target = () => svg.current?.querySelector<SVGGElement>(`[data-room="${to.id}"]`)
    if (to.at[2] === floor) return target()?.focus()
    setFloor(to.at[2])
    setTimeout(() => target()?.focus())
  }
  return (
    <div class="map">
      <svg ref={svg} width={width} height={height}>
        <title>{`Rooms of floor ${floor}`}</title>
        <Lines rooms={here} spots={spots} />
        {here.map((room) => (
          <Room
            key={room.id}
            room={room}
            spot={spots.get(room.id) ?? [0, 0]}
            pressed={(event) => key(event, room)}
          />
        ))}
      </svg>
    </div>
  )
}

type Spot = readonly [x: number, y: number]

const spotOf = ({ at }: MapRoom, left: number, top: number): Spot => [
  (at[0] - left + 0.5) * step.x + 10,
  (-at[1] - top + 0.5) * step.y + 10,
]

function Lines({
  rooms,
  spots,
}: {
  readonly rooms: readonly MapRoom[]
  readonly spots: ReadonlyMap<string, Spot>
}) {
  return (
    <g>
      {rooms.flatMap((room) =>
        room.exits.flatMap(({ way, to, oneWay }) => {
          const from = spots.get(room.id)
          const end = spots.get(to)
          if (!from || !end) return []
          const [x1, y1, x2, y2] = [...from, ...end]
          return [
            <line
              key={`${room.id}${way}`}
              {...{ x1, y1, x2, y2 }}
              class={oneWay ? 'one-way' : 'way'}
            />,
          ]
        }),
      )}
    </g>
  )
}

type RoomProps = {
  readonly room: MapRoom
  readonly spot: Spot
  readonly pressed: (event: KeyboardEvent) => void
}

/** The beginning of a title in lines that fit into a box; what is seen is part of the name that is read out. */
function linesOf(title: string): readonly string[] {
  const lines: string[] = []
  for (const word of title.split(' ')) {
    const longer = `${lines.at(-1)} ${word}`
    if (lines.length > 0 && longer.length <= 14) lines.splice(-1, 1, longer)
    else lines.push(word)
  }
  return lines.slice(0, 3)
}

function Room({ room, spot: [x, y], pressed }: RoomProps) {
  const isOpen = open.value?.id === room.id
  const lines = linesOf(room.title)
  const marks = room.marks.length > 0 ? `, ${room.marks.join(', ')}` : ''
  return (
    // biome-ignore lint/a11y/useSemanticElements: a button cannot stand inside of an SVG.
    <g
      role="button"
      // In an SVG the names of attributes are case-sensitive: `tabIndex` would be none.
      tabindex={0}
      data-room={room.id}
      class={`room${isOpen ? ' open' : ''}${room.marks.length > 0 ? ' marked' : ''}`}
      aria-label={`${room.title}${marks}`}
      onClick={() => go({ thing: { of: 'room', id: room.id } })}
      onKeyDown={pressed}
    >
      <rect x={x - size.width / 2} y={y - size.height / 2} {...size} rx={5} />
      <text y={y + 10 - lines.length * 6}>
        {lines.map((line, index) => (
          <tspan key={line} x={x} dy={index > 0 ? 12 : 0}>
            {index > 0 ? ` ${line}` : line}
          </tspan>
        ))}
      </text>
      {room.marks.length > 0 && (
        <circle class="mark" cx={x + size.width / 2} cy={y - size.height / 2} r={5} />
      )}
    </g>
  )
}

function RoomTable({ rooms }: { readonly rooms: readonly MapRoom[] }) {
  return (
    <details>
      <summary>The same as a table ({rooms.length} rooms)</summary>
      <table>
        <thead>
          <tr>
            <th>room</th>
            <th>ways</th>
            <th>marks</th>
          </tr>
        </thead>
        <tbody>
          {rooms.map((room) => (
            <tr key={room.id}>
              <th scope="row">
                <button
                  type="button"
                  class="link"
                  onClick={() => go({ thing: { of: 'room', id: room.id } })}
                >
                  {room.title}
                </button>
              </th>
              <td>{room.exits.map(({ way, to }) => `${way}: ${to}`).join(', ')}</td>
              <td>{room.marks.join(', ')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  )
}
