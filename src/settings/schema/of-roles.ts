import { z } from "zod";
import { schemaOf } from "../../catalog/role-setting.ts";
import { roleFiles, roleNames, roleSettings } from "../../catalog/roles.ts";
import { setting } from "./setting.ts";

/** Members of a schema that have no type of their own: they come from data, and are read by name. */
type Untyped = Record<never, never>;

const declaring = (setting: string): string[] =>
  [...roleFiles].flatMap(([name, { role }]) => (role && setting in role.settings ? [name] : []));

/** The settings that roles declare in a group, by the last part of their names. */
export const declaredIn = (group: string): Untyped =>
  Object.fromEntries(
    Object.entries(roleSettings).flatMap(([name, declared]) => {
      const key = name.slice(group.length + 1);
      const { label, help } = declared;
      return name === `${group}.${key}`
        ? [[key, setting(schemaOf(declared), { label, help, usedBy: declaring(name) })]]
        : [];
    }),
  );

/**
 * The settings of a site's own roles, roles.NAME.KEY. Those of roles that are not here stay as they are: a saved preset
 * or a draft has every setting that there was in the folder where it was made.
 */
export const ofOwnRoles = (): z.ZodType => {
  const groups = roleNames
    .map((name) => [name, z.strictObject(declaredIn(`roles.${name}`))] as const)
    .filter(([, { shape }]) => Object.keys(shape).length > 0)
    .map(([name, group]) => [name, group.prefault({})]);
  const group = z.looseObject(Object.fromEntries(groups));
  return groups.length > 0 ? group.prefault({}) : group.optional();
};
