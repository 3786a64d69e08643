/**
 * The declaration of a behaviour: something mobiles do by themselves. World files, the check of a
 * world, the hints for clients and the importer of classic areas derive from it. What a mobile does
 * by it is a rule of the game: `handlers/systems/mobiles/behaviours/` has one for every kind.
 */
import { z } from 'zod'
import { type HelpOf, strict } from './common.ts'

type Path = readonly (string | number)[]

/** What the check of a whole world hands to the check of one behaviour; paths start at it. */
export interface BehaviourCheck {
  readonly mobile: { readonly shop?: unknown; readonly teaches: readonly unknown[] }
  /** Reports unless every id, in a list under `path`, is defined in the section. */
  needAll(section: 'rooms' | 'factions', ids: readonly string[], path: Path): void
  /** Reports unless the id, when there is one, is defined in the section. */
  need(section: 'items' | 'quests' | 'factions', id: string | undefined, path: Path): void
  report(path: Path, message: string): void
  /** The rooms to which the exits of a room lead; undefined when there is no such room. */
  exitsOf(room: string): readonly string[] | undefined
}

/** A mobile of a classic area, as far as it tells which behaviours it has. */
export interface ClassicMobile {
  /** The names of its act and offence bits, and the flags of ours that its bits stand for. */
  readonly marks: ReadonlySet<string>
  readonly keepsShop: boolean
}

/** How a classic area says that a mobile behaves so: by a mark, or by something else. */
export type ClassicSign =
  | { readonly mark: string; readonly fields?: Readonly<Record<string, unknown>> }
  | { readonly when: (mobile: ClassicMobile) => boolean }

const schemaOf = <const K extends string, S extends z.ZodRawShape>(
  kind: K,
  fields: S,
  help: HelpOf<S>,
) =>
  // TypeScript cannot see through the spread that the literal needs no help.
  strict(
    { kind: z.literal(kind), ...fields },
    help as unknown as HelpOf<{ kind: z.ZodLiteral<K> } & S>,
  )

type Schema<K extends string, S extends z.ZodRawShape> = ReturnType<typeof schemaOf<K, S>>

export interface BehaviourDeclaration<K extends string, S extends z.ZodRawShape> {
  readonly kind: K
  /** Its fields in world files, beside `kind`. */
  readonly fields: S
  readonly help: HelpOf<S>
  /**
   * What clients are told that the mobile does by rule; of several behaviours the one with the
   * lowest rank is told. Null for a behaviour that cannot be seen before its moment comes.
   */
  readonly hint: { readonly text: string; readonly rank: number } | null
  /** Null for what classic areas do not know. */
  readonly classic: ClassicSign | null
  /** Reports what is wrong with the behaviour in a world as a whole. */
  check?(behaviour: z.output<Schema<K, S>>, on: BehaviourCheck): void
}

export function defineBehaviour<const K extends string, S extends z.ZodRawShape>(
  declaration: BehaviourDeclaration<K, S>,
) {
  return {
    ...declaration,
    schema: schemaOf(declaration.kind, declaration.fields, declaration.help),
  }
}
