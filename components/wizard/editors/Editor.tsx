import { timezones } from "../../../src/catalog/timezones.ts";
import { distributions } from "../../../src/distributions/distributions.ts";
import { fields } from "../../../src/settings/fields.ts";
import type { OfferedField } from "../../../src/settings/offered.ts";
import type { Settings } from "../../../src/settings/schema.ts";
import { useBuilderProblems } from "../useBuilderProblems.ts";
import { ChoiceEditor, type Option } from "./ChoiceEditor.tsx";
import type { EditorKind } from "./editor-of.ts";
import { ListEditor } from "./ListEditor.tsx";
import { PackagesEditor } from "./PackagesEditor.tsx";
import { PathsEditor } from "./PathsEditor.tsx";
import type { EditorProps } from "./props.ts";
import { RolesEditor } from "./RolesEditor.tsx";
import { SeveralEditor } from "./SeveralEditor.tsx";

type EditedField = Pick<OfferedField, "name" | "label" | "help" | "values">;

interface Props extends Omit<EditorProps, "title" | "help"> {
  readonly kind: EditorKind;
  readonly choice: EditedField;
  readonly settings: Settings;
}

const suiteOptions = (): Option[] =>
  Object.values(distributions).flatMap(({ suites }) =>
    Object.entries(suites).map(([value, { label }]) => ({ value, label: value, says: label })),
  );

const optionsOf = ({ name, values }: EditedField): Option[] => {
  if (name === "base.suite") return suiteOptions();
  if (name === "client.timezone") return timezones().map((value) => ({ value, label: value, says: "" }));
  return (fields().get(name)?.choices ?? []).map((value) => ({
    value,
    label: String(value),
    says: values?.[String(value)] ?? "",
  }));
};

/** The screen on which a setting is changed that takes more than one line. */
export const Editor = ({ kind, choice, settings, ...rest }: Props) => {
  const { name, label, help, values } = choice;
  const problems = useBuilderProblems();
  const props = { title: label, help, ...rest };
  if (kind === "choice") {
    const options = optionsOf(choice).map((option) => {
      const problem = name === "base.builder" ? problems?.[option.value as "local" | "vagrant"] : undefined;
      return problem ? { ...option, problem } : option;
    });
    return <ChoiceEditor {...props} options={options} />;
  }
  if (kind === "several") {
    const items = (fields().get(name)?.itemChoices ?? []).map((value) => ({
      value: String(value),
      says: values?.[String(value)] ?? "",
    }));
    const chosen = (rest.value as readonly string[]).length;
    const list = { ...props, items, context: `${chosen} of ${items.length} chosen` };
    return name === "packages.roles" ? (
      <RolesEditor {...list} settings={settings} />
    ) : (
      <SeveralEditor {...list} />
    );
  }
  if (kind === "paths") {
    return <PathsEditor {...props} settings={settings} />;
  }
  if (kind === "packages") return <PackagesEditor {...props} name={name} settings={settings} />;
  return <ListEditor {...props} name={name} />;
};
