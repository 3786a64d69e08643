/** What the studio draws: forms, maps, and words as clients show them. */
import { z } from 'zod'
import { directions } from '../../../schema/directions.ts'
import { builtKinds } from '../../../schema/world-file/built-kinds.ts'
import { formOf } from '../../../schema/world-file/describe.ts'
import type { HttpApp } from '../http/http-server.ts'
import type { BuiltWorld } from './built-world.ts'
import { mapOf } from './map.ts'
import { previewOf } from './preview.ts'

const tags = ['building']
const guarded = { caller: 'builder' } as const

export function addPictureRoutes(app: HttpApp, world: BuiltWorld): void {
  addForms(app)
  addPictures(app, world)
}

function addForms(app: HttpApp): void {
  app.get(
    '/v1/build/forms/:of',
    {
      config: guarded,
      schema: {
        tags,
        summary: 'The fields of a kind: help, example, unit, default, and what values they take',
        params: z.object({ of: z.enum(builtKinds) }),
        response: {
          200: z.array(z.looseObject({ name: z.string(), help: z.string(), needed: z.boolean() })),
        },
        problems: [],
      },
    },
    ({ params: { of } }) => formOf(of).map((field) => ({ ...field })),
  )
}

const span = z.object({ t: z.string(), s: z.string().optional() })

function addPictures(app: HttpApp, world: BuiltWorld): void {
  app.get(
    '/v1/build/map/:zone',
    {
      config: guarded,
      schema: {
        tags,
        summary: 'Where the rooms of a zone lie, and what is odd about them',
        params: z.object({ zone: z.string().max(64) }),
        response: {
          200: z.array(
            z.object({
              id: z.string(),
              title: z.string(),
              at: z.tuple([z.number(), z.number(), z.number()]),
              exits: z
                .array(z.object({ way: z.string(), to: z.string(), oneWay: z.boolean() }))
                .readonly(),
              marks: z.array(z.string()).readonly(),
            }),
          ),
        },
        problems: [],
      },
    },
    async ({ params: { zone } }) => mapOf(await world.now(), zone),
  )
  app.post(
    '/v1/build/preview',
    {
      config: guarded,
      schema: {
        tags,
        summary: 'Words as every kind of client would show them; changes nothing',
        body: z.strictObject({
          title: z.string().max(400),
          description: z.string().max(8_000),
          exits: z.array(z.enum(directions)).nullable().describe('Null for what is no room'),
        }),
        response: {
          200: z.object({
            page: z.array(span).readonly(),
            colour: z.array(z.array(span).readonly()).readonly(),
            plain: z.string(),
            screenReader: z.string(),
          }),
        },
        problems: [],
      },
    },
    ({ body }) => previewOf(body),
  )
}
