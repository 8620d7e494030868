import { distributions } from "../../../src/distributions/distributions.ts";
import { examineBuilders } from "../../../src/doctor/doctor.ts";
import { type Field, fields } from "../../../src/settings/fields.ts";
import { useLoaded } from "../../ui/useLoaded.ts";
import { ChoiceEditor, type Option } from "./ChoiceEditor.tsx";
import { offeredClients } from "./clients-seen.ts";
import { ListEditor } from "./ListEditor.tsx";
import { PackagesEditor } from "./PackagesEditor.tsx";
import { PathsEditor } from "./PathsEditor.tsx";
import type { EditorProps } from "./props.ts";
import { RolesEditor } from "./RolesEditor.tsx";
import { SeveralEditor } from "./SeveralEditor.tsx";

/** How a setting is changed. */
type EditorKind =
  | "switch"
  | "choice"
  | "number"
  | "text"
  | "several"
  | "list"
  | "packages"
  | "paths"
  | "clients";

const special: Readonly<Record<string, EditorKind>> = {
  "packages.install": "packages",
  "packages.remove": "packages",
  "exclude.packages": "packages",
  "exclude.paths": "paths",
  "base.suite": "choice",
  "serve.canary": "clients",
};

const kindOf = ({ types, choices, itemChoices, offers }: Field): EditorKind => {
  if (offers) return "choice";
  if (types.includes("array")) return itemChoices.length > 0 ? "several" : "list";
  if (types.includes("boolean")) return "switch";
  if (types.includes("integer") && choices.length === 0) return "number";
  // With one word besides "auto", such as a path, a person writes the value.
  return choices.filter((choice) => choice !== null).length > 1 ? "choice" : "text";
};

/** The editor of a setting, from its type in the schema. */
export const editorOf = (name: string): EditorKind => special[name] ?? kindOf(fields().get(name) as Field);

/** For each builder why it cannot work on this machine. Looked at once: nothing on the machine changes meanwhile. */
let problems: ReturnType<typeof examineBuilders> | undefined;
const builderProblems = () => {
  problems ??= examineBuilders();
  return problems;
};

/** Clients by their addresses: those that were seen, and others that a person writes. */
const ClientsEditor = (props: EditorProps) => {
  const items = useLoaded(offeredClients) ?? [];
  const chosen = (props.value as readonly string[]).length;
  const context = `${chosen} chosen, ${items.length} seen by boot servers here`;
  return <SeveralEditor {...props} items={items} context={context} adding="address" />;
};

type EditedField = Pick<Field, "name" | "label" | "help" | "values"> & Partial<Pick<Field, "offers">>;

interface Props extends Omit<EditorProps, "title" | "help"> {
  readonly kind: EditorKind;
  readonly choice: EditedField;
}

const worded = <Value,>(values: readonly Value[], words: EditedField["values"]) =>
  values.map((value) => ({ value, says: words?.[String(value)] ?? "" }));

/** The values that a setting offers, each with what it means. */
export const optionsOf = ({ name, values, offers }: EditedField): Option[] => {
  const suites = Object.values(distributions).flatMap((one) => Object.entries(one.suites));
  if (name === "base.suite") return suites.map(([value, { label }]) => ({ value, says: label }));
  if (offers) return Object.entries(offers()).map(([value, says]) => ({ value, says }));
  return worded(fields().get(name)?.choices ?? [], values);
};

/** The screen on which a setting is changed that takes more than one line. */
export const Editor = ({ kind, choice, ...rest }: Props) => {
  const { name, label, help, values } = choice;
  // Without an answer every choice stays open; the build itself looks again.
  const hindered = useLoaded(builderProblems);
  const props = { title: label, help, ...rest };
  if (kind === "choice") {
    const options = optionsOf(choice).map((option) => {
      const problem = name === "base.builder" ? hindered?.[option.value as "local" | "vagrant"] : undefined;
      return problem ? { ...option, problem } : option;
    });
    return <ChoiceEditor {...props} options={options} open={choice.offers !== undefined} />;
  }
  if (kind === "several") {
    const items = worded((fields().get(name)?.itemChoices ?? []).map(String), values);
    const chosen = (rest.value as readonly string[]).length;
    const list = { ...props, items, context: `${chosen} of ${items.length} chosen` };
    return name === "packages.roles" ? <RolesEditor {...list} /> : <SeveralEditor {...list} />;
  }
  if (kind === "clients") return <ClientsEditor {...props} />;
  if (kind === "paths") return <PathsEditor {...props} />;
  if (kind === "packages") return <PackagesEditor {...props} name={name} />;
  return <ListEditor {...props} name={name} />;
};
