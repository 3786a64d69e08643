/** The tick over the last minutes: percentiles beside their goal, and the time by stage. */
import { effect, signal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import uPlot from 'uplot'
import type { TickSecond } from '../../../schema/telemetry.ts'
import { seconds, status } from './store.ts'

const stageNames = ['collect', 'load', 'decide', 'encode', 'flush', 'settle', 'promote', 'publish']
const colours = [
  '#8aa4ff',
  '#5fc9c0',
  '#f6b44b',
  '#cebaf3',
  '#ff8f7a',
  '#d0d0d0',
  '#9ad18b',
  '#7fb7e6',
]

const ranges = [1, 5, 15]
const minutes = signal(5)
/** A stretch that was chosen by dragging, seconds since the epoch; null shows the whole range. */
const zoom = signal<readonly [number, number] | null>(null)

type Series = { label: string; stroke: string; fill?: string; width: number }

interface Chart {
  readonly series: Series[]
  readonly data: (all: readonly (TickSecond | null)[], at: number[]) => uPlot.AlignedData
  readonly goal?: () => number | undefined
}

const height = 165
const hour = (at: number) => new Date(at * 1_000).toLocaleTimeString(undefined, { hour12: false })

function options({ series, goal }: Chart, width: number): uPlot.Options {
  const ink = getComputedStyle(document.documentElement).getPropertyValue('--soft')
  const axis = { stroke: ink, grid: { stroke: 'rgb(128 128 128 / 18%)' } }
  return {
    width,
    height,
    cursor: { sync: { key: 'tick' }, drag: { x: true, y: false, setScale: false } },
    legend: { live: true },
    scales: {
      x: { time: true, range: (_plot, low, high) => [...(zoom.value ?? [low, high])] },
      y: { range: (_plot, _low, high) => [0, Math.max(1, high * 1.1, (goal?.() ?? 0) * 1.15)] },
    },
    axes: [
      {
        ...axis,
        space: 76,
        incrs: [1, 2, 5, 10, 15, 30, 60, 120, 300],
        values: (_plot, at) => at.map(hour),
      },
      { ...axis, values: (_plot, ticks) => ticks.map((tick) => `${tick} ms`), size: 68 },
    ],
    series: [
      { label: 'at', value: (_plot, at) => (at === null ? '–' : hour(at)) },
      ...series.map((one) => ({ ...one, points: { show: false } })),
    ],
    hooks: {
      setSelect: [chooseStretch],
      draw: goal ? [(plot) => drawGoal(plot, goal())] : [],
    },
  }
}

/** A drag of more than some pixels chooses what is shown. */
function chooseStretch(plot: uPlot): void {
  const { left, width } = plot.select
  if (width < 8) return
  zoom.value = [plot.posToVal(left, 'x'), plot.posToVal(left + width, 'x')]
  plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false)
}

function drawGoal(plot: uPlot, goal: number | undefined): void {
  if (goal === undefined) return
  const { ctx, bbox } = plot
  const y = plot.valToPos(goal, 'y', true)
  ctx.save()
  ctx.strokeStyle = '#ff8f7a'
  ctx.fillStyle = '#ff8f7a'
  ctx.setLineDash([6, 5])
  ctx.beginPath()
  ctx.moveTo(bbox.left, y)
  ctx.lineTo(bbox.left + bbox.width, y)
  ctx.stroke()
  ctx.textAlign = 'right'
  ctx.fillText(`goal of p99: ${goal} ms`, bbox.left + bbox.width - 4, y - 4)
  ctx.restore()
}

/** Reports come each second; where they did not come, nothing is drawn. */
const gapS = 2.5

/** The seconds that are shown, with null where some are missing. */
function shown(all: readonly TickSecond[]): { at: number[]; rows: (TickSecond | null)[] } {
  const fromMs = (all.at(-1)?.atMs ?? 0) - minutes.value * 60_000
  const at: number[] = []
  const rows: (TickSecond | null)[] = []
  for (const second of all) {
    if (second.atMs < fromMs) continue
    const now = second.atMs / 1_000
    const last = at.at(-1)
    if (last !== undefined && now - last > gapS) {
      at.push(last + 1)
      rows.push(null)
    }
    at.push(now)
    rows.push(second)
  }
  return { at, rows }
}

const percentiles: Chart = {
  series: [
    { label: 'p50', stroke: '#9ad18b', width: 1.5 },
    { label: 'p95', stroke: '#f6b44b', width: 1.5 },
    { label: 'p99', stroke: '#ff8f7a', width: 1.5 },
    { label: 'max', stroke: '#b9a7e8', width: 1 },
  ],
  data(rows, at) {
    const values = (pick: (second: TickSecond) => number) =>
      rows.map((second) => (second && second.duration.count > 0 ? pick(second) : null))
    return [
      at,
      values(({ duration }) => duration.p50),
      values(({ duration }) => duration.p95),
      values(({ duration }) => duration.p99),
      values(({ duration }) => duration.max),
    ]
  },
  goal: () => status.value?.slo.find(({ name }) => name === 'tick')?.goalMs,
}

/** Stacked from the bottom: each line is the sum of its stage and all below it. */
const stages: Chart = {
  series: stageNames
    .map((label, index) => ({
      label,
      stroke: colours[index] ?? '#888',
      fill: `${colours[index]}cc`,
      width: 1,
    }))
    .reverse(),
  data(rows, at) {
    const sums = rows.map(() => 0)
    const lines = stageNames.map((name) =>
      rows.map((second, index) => {
        if (!second) return null
        sums[index] = (sums[index] ?? 0) + (second.stages[name] ?? 0)
        return sums[index] ?? 0
      }),
    )
    // Drawn from the top down, so that the lower stages cover the higher sums.
    return [at, ...lines.reverse()]
  },
}

function useChart(chart: Chart) {
  const holder = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const element = holder.current
    if (!element) return undefined
    const plot = new uPlot(options(chart, element.clientWidth), [[]], element)
    const stop = effect(() => {
      const { at, rows } = shown(seconds.value)
      plot.setData(chart.data(rows, at))
    })
    const resize = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height }))
    resize.observe(element)
    return () => {
      stop()
      resize.disconnect()
      plot.destroy()
    }
  }, [])
  return holder
}

function Range() {
  return (
    <div class="row range">
      {ranges.map((one) => (
        <button
          key={one}
          type="button"
          aria-pressed={minutes.value === one && zoom.value === null}
          onClick={() => {
            zoom.value = null
            minutes.value = one
          }}
        >
          {one} min
        </button>
      ))}
      {zoom.value ? (
        <button type="button" onClick={() => (zoom.value = null)}>
          Show all of it again
        </button>
      ) : (
        <small>drag to zoom</small>
      )}
    </div>
  )
}

export function TickCharts() {
  const first = useChart(percentiles)
  const second = useChart(stages)
  return (
    <section class="panel wide" aria-label="Tick latency">
      <Range />
      <div class="charts">
        <div>
          <h2>Duration of ticks, per second</h2>
          <div ref={first} />
        </div>
        <div>
          <h2>Where the time goes, ms per second</h2>
          <div ref={second} />
        </div>
      </div>
    </section>
  )
}
