/** What an account may do. Each role includes the rights of those before it. */
import { z } from 'zod'

export const roles = ['guest', 'player', 'builder', 'admin', 'owner'] as const
export type Role = (typeof roles)[number]

/** A role as data that comes from outside. */
export const roleSchema = z.enum(roles)

/** True when `role` includes the rights of `least`; everybody may use what names no role. */
export function mayUse(role: Role, least: Role | undefined): boolean {
  return roles.indexOf(role) >= roles.indexOf(least ?? 'guest')
}

/** The one of two roles that includes fewer rights. */
export function lesserRole(one: Role, other: Role): Role {
  return mayUse(one, other) ? other : one
}
