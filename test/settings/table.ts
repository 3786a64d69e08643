/** Every setting with its check. A new setting without one does not compile. */
import type { Row, SettingName } from './area.ts'
import { doors } from './areas/doors.ts'
import { goals } from './areas/goals.ts'
import { limits } from './areas/limits.ts'
import { model } from './areas/model.ts'
import { processes } from './areas/processes.ts'
import { queues } from './areas/queues.ts'
import { replicas } from './areas/replicas.ts'
import { workers } from './areas/workers.ts'
import { world } from './areas/world.ts'

/** The areas by the names of the test files that run them. */
export const areas = { doors, goals, limits, model, processes, queues, replicas, workers, world }

export const table: Readonly<Record<SettingName, Row<never>>> = {
  ...doors.rows,
  ...goals.rows,
  ...limits.rows,
  ...model.rows,
  ...processes.rows,
  ...queues.rows,
  ...replicas.rows,
  ...workers.rows,
  ...world.rows,
}
