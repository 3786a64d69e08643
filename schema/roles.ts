/** What an account may do. */
import { z } from 'zod'

export const roles = ['guest', 'player', 'moderator', 'builder', 'admin', 'owner'] as const
export type Role = (typeof roles)[number]

/** A role as data that comes from outside. */
export const roleSchema = z.enum(roles)

/** The roles whose rights each one has besides its own. Moderators and builders have none of each other's. */
const includes: Readonly<Record<Role, readonly Role[]>> = {
  guest: [],
  player: ['guest'],
  moderator: ['guest', 'player'],
  builder: ['guest', 'player'],
  admin: ['guest', 'player', 'moderator', 'builder'],
  owner: ['guest', 'player', 'moderator', 'builder', 'admin'],
}

/** Roles that the routes for those who see to the world are for. */
export type StaffRole = 'moderator' | 'builder' | 'admin'

export function isStaffRole(word: string): word is StaffRole {
  return word === 'moderator' || word === 'builder' || word === 'admin'
}

/** True when `role` includes the rights of `least`; everybody may use what names no role. */
export function mayUse(role: Role, least: Role | undefined): boolean {
  return least === undefined || role === least || includes[role].includes(least)
}

/** True when whoever is `role` may act against somebody who is `other`: never against an equal. */
export function outranks(role: Role, other: Role): boolean {
  return rankOf(role) > rankOf(other)
}

/** Those who see to others. Nobody keeps them out by an address, which they may share with anybody. */
export function isStaff(role: Role): boolean {
  return rankOf(role) >= rankOf('moderator')
}

const rankOf = (role: Role): number => includes[role].length

/** What both of two roles include. */
export function lesserRole(one: Role, other: Role): Role {
  if (mayUse(one, other)) return other
  return mayUse(other, one) ? one : 'player'
}
