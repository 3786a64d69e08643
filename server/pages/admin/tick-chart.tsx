/** The tick over the last fifteen minutes: percentiles above, time by stage below. */
import { useEffect, useRef } from 'preact/hooks'
import uPlot from 'uplot'
import type { TickSecond } from '../../../schema/telemetry.ts'
import { seconds } from './store.ts'

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

type Series = { label: string; stroke: string; fill?: string; width: number }

function options(title: string, series: Series[], width: number): uPlot.Options {
  const ink = getComputedStyle(document.documentElement).getPropertyValue('--soft')
  const axis = { stroke: ink, grid: { stroke: 'rgb(128 128 128 / 18%)' } }
  const hour = (at: number) => new Date(at * 1_000).toLocaleTimeString(undefined, { hour12: false })
  return {
    title,
    width,
    height: 210,
    cursor: { sync: { key: 'tick' } },
    legend: { live: true },
    scales: {
      x: { time: true },
      y: { range: (_plot, _low, high) => [0, Math.max(1, high * 1.1)] },
    },
    axes: [
      {
        ...axis,
        space: 90,
        incrs: [1, 2, 5, 10, 15, 30, 60, 120, 300],
        values: (_plot, at) => at.map(hour),
      },
      { ...axis, values: (_plot, ticks) => ticks.map((tick) => `${tick} ms`), size: 64 },
    ],
    series: [
      { label: 'at', value: (_plot, at) => (at === null ? '–' : hour(at)) },
      ...series.map((one) => ({ ...one, spanGaps: true, points: { show: false } })),
    ],
  }
}

function percentileData(all: readonly TickSecond[]): uPlot.AlignedData {
  const value = (pick: (second: TickSecond) => number) =>
    all.map((second) => (second.duration.count > 0 ? pick(second) : null))
  return [
    all.map((second) => second.atMs / 1_000),
    value((second) => second.duration.p50),
    value((second) => second.duration.p95),
    value((second) => second.duration.p99),
    value((second) => second.duration.max),
  ] as uPlot.AlignedData
}

/** Stacked from the bottom: each line is the sum of its stage and all below it. */
function stageData(all: readonly TickSecond[]): uPlot.AlignedData {
  const sums = all.map(() => 0)
  const lines = stageNames.map((name) =>
    all.map((second, index) => {
      sums[index] = (sums[index] ?? 0) + (second.stages[name] ?? 0)
      return sums[index] ?? 0
    }),
  )
  // Drawn from the top down, so that the lower stages cover the higher sums.
  return [all.map((second) => second.atMs / 1_000), ...lines.reverse()] as uPlot.AlignedData
}

function useChart(
  title: string,
  series: Series[],
  data: (all: readonly TickSecond[]) => uPlot.AlignedData,
) {
  const holder = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const element = holder.current
    if (!element) return undefined
    const plot = new uPlot(
      options(title, series, element.clientWidth),
      data(seconds.value),
      element,
    )
    const stop = seconds.subscribe((all) => plot.setData(data(all)))
    const resize = new ResizeObserver(() =>
      plot.setSize({ width: element.clientWidth, height: 210 }),
    )
    resize.observe(element)
    return () => {
      stop()
      resize.disconnect()
      plot.destroy()
    }
  }, [])
  return holder
}

export function TickCharts() {
  const percentiles = useChart(
    'Duration of ticks, per second',
    [
      { label: 'p50', stroke: '#9ad18b', width: 1.5 },
      { label: 'p95', stroke: '#f6b44b', width: 1.5 },
      { label: 'p99', stroke: '#ff8f7a', width: 1.5 },
      { label: 'max', stroke: '#b9a7e8', width: 1 },
    ],
    percentileData,
  )
  const stages = useChart(
    'Where the time goes, ms per second',
    stageNames
      .map((label, index) => ({
        label,
        stroke: colours[index] ?? '#888',
        fill: `${colours[index]}cc`,
        width: 1,
      }))
      .reverse(),
    stageData,
  )
  return (
    <section class="panel wide" aria-label="Tick latency">
      <div ref={percentiles} />
      <div ref={stages} />
    </section>
  )
}
