/** The table map of the database for Kysely. `bigint` columns arrive as strings unless cast. */
import type { ColumnType, Generated } from 'kysely'
import type { AccountId, BeingId, CharacterId, EntityId, SessionId } from '../ids.ts'
import type { Role } from '../roles.ts'

type Time = ColumnType<Date, Date | string | undefined, Date | string>
type Big = ColumnType<string, number | string | bigint, number | string | bigint>

export interface Database {
  shards: {
    shard: number
    owner: Generated<string>
    backend_pid: Generated<number>
    lease_until: Time
    epoch: Big
    tick: Big
    beat: Big
    cmd_seq: Big
    stream_tag: Generated<string>
    bus_generation: Generated<number>
    relayed_tick: Big
    at_ms: Big
    attempt_seq: Big
    attempts: Generated<number>
    /** The tick at which the present timeline began; 0 for the first. */
    timeline: Generated<Big>
    store_tag: Generated<string>
  }
  installed: {
    single: Generated<boolean>
    version: string
    /** The default of each setting, by its name; JSON. */
    defaults: ColumnType<Readonly<Record<string, string>>, string, string>
    at: Time
  }
  timelines: { shard: number; began: Big; after: Big; at: Time }
  events: {
    shard: number
    tick: Big
    ordinal: number
    type: string
    version: number
    subject: EntityId
    actor: BeingId
    cause: string
    beat: Big
    at_ms: Big
    body: Buffer
    /** Ids of the entities that it changed, separated by blanks; null when it changed its subject alone. */
    changed: ColumnType<string | null, string | null | undefined, string | null>
  }
  event_parts: {
    from_tick: Big
    to_tick: Big
    file: string | null
    events: Big
    bytes: Big
    first_ms: Big
    last_ms: Big
    /** Its events are in `event_pages` and its table is gone. */
    packed: Generated<boolean>
  }
  /** Read `spots` with `subject_spots`. */
  event_subjects: { first_tick: Big; shard: number; entity: EntityId; spots: string }
  history_stages: { shard: number; tick: Big; events: Big }
  entity_states: { shard: number; entity: EntityId; tick: Big; body: Buffer | null }
  place_contents: { shard: number; place: EntityId; tick: Big; contents: EntityId[] }
  /** The files that were loaded last: a digest of their bytes, and the one of the world that they hold. */
  world_files: { shard: number; files: string; world: string }
  history_cursors: { shard: number; tick: Big }
  person_keys: {
    person: CharacterId
    wrapped: Buffer | null
    created_at: Time
    erased_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  }
  entities: {
    shard: number
    id: EntityId
    kind: string
    place: EntityId
    tick: Big
    body: Buffer
  }
  /** 64 numbers of a session. The view `commands` shows each of them as a row. */
  ledger: {
    base_tick: Big
    base_ms: Big
    page: number
    shard: number
    session: SessionId
    actor: CharacterId
    last_n: number
    entries: string
  }
  commands: {
    session: SessionId
    n: number
    shard: number
    tick: Big
    status: number
    code: string
    actor: CharacterId
    enqueued_ms: Big
    done_ms: Big
  }
  ledger_horizon: { shard: number; tick: Big }
  outputs: { shard: number; tick: Big; at_ms: Big; body: Buffer }
  jobs: {
    id: string
    shard: number
    tick: Big
    lane: string
    kind: string
    key: string
    created_ms: Big
    body: Buffer
  }
  accounts: {
    id: AccountId
    name: string
    skeleton: string
    password_hash: string | null
    role: Role
    character: CharacterId
    settings: Generated<string>
    text_settings: Generated<string>
    created_at: Time
    seen_at: Time
    era: Generated<number>
    email: ColumnType<string | null, string | null | undefined, string | null>
    email_confirmed: Generated<boolean>
    leaving_at: ColumnType<Date | null, never, Date>
  }
  characters: {
    id: CharacterId
    account: AccountId
    name: string
    skeleton: string
    created_at: Time
  }
  tokens: {
    id: string
    hash: Buffer
    account: AccountId
    purpose: string
    /** Which of the account's characters it plays; null: the one of the account's own name. */
    character: ColumnType<CharacterId | null, CharacterId | null | undefined, CharacterId | null>
    via: Generated<string>
    address: Generated<string>
    created_at: Time
    expires_at: Time
  }
  sessions: {
    id: SessionId
    account: AccountId | null
    character: CharacterId
    name: string
    role: Role
    resume_hash: Buffer
    previous_hash: ColumnType<Buffer | null, Buffer | null | undefined, Buffer | null>
    resumes: Generated<number>
    sign_in: ColumnType<string | null, string | null | undefined, string | null>
    address: Generated<string>
    text_settings: Generated<string>
    guest_skeleton: ColumnType<string | null, string | null | undefined, string | null>
    created_at: Time
  }
  bans: {
    id: Generated<string>
    kind: 'name' | 'address'
    value: string
    reason: Generated<string>
    by: string
    expires_at: ColumnType<Date | null, Date | string | null, Date | string | null>
    guests_from: ColumnType<string | null, string | null | undefined, string | null>
  }
  sign_in_tries: { key: string; points: number; expire: Big | null }
  memories: {
    npc: string
    about: string
    id: string
    kind: 'exchange' | 'fact' | 'summary'
    words: string
    importance: number
    beat: Big
    pinned: boolean
    span: number
  }
  job_tries: {
    job: string
    delivery: number
    outcome: 'failed' | 'delayed' | 'handed-back'
    why: string
    worker: string
    at: Time
  }
  dead_letters: {
    job: string
    lane: string
    kind: string
    key: string
    cause: string
    history: string
    body: Buffer
    state: ColumnType<'dead' | 'replayed' | 'dropped', string | undefined, string>
    replays: Generated<number>
    died_at: Time
    settled_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  }
  llm_spend: {
    day: string
    model: string
    calls: Big
    prompt_tokens: Big
    answer_tokens: Big
    micros: Big
  }
  llm_meters: {
    key: string
    no: Big
    calls: Big
    tokens: Big
    micros: Big
    calls_before: Big
    tokens_before: Big
    micros_before: Big
    ends_ms: Big
  }
  kept_answers: {
    scope: string
    intent: string
    exact: string
    strict: string
    marks: readonly string[]
    say: string
    until: Time
  }
}
