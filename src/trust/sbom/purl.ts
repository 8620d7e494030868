/** A package of a distribution. */
export interface DistributedPackage {
  /** Type of package, such as deb. */
  readonly type: string;
  readonly distribution: string;
  readonly suite: string;
  readonly name: string;
  readonly version: string;
  /** `source` for a source package. */
  readonly architecture: string;
}

/** As the specification wants it: all but letters, digits and .-_~: is encoded. */
const encoded = (text: string): string =>
  encodeURIComponent(text)
    .replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll("%3A", ":");

/**
 * The package URL of a package, such as pkg:deb/debian/libstdc%2B%2B6@14.2.0-19?arch=amd64&distro=trixie. Pure.
 * Specification: ECMA-427, and the definition of the type deb in github.com/package-url/purl-spec.
 */
export const packageUrl = ({
  type,
  distribution,
  suite,
  name,
  version,
  architecture,
}: DistributedPackage): string =>
  `pkg:${type}/${distribution}/${encoded(name)}@${encoded(version)}?arch=${encoded(architecture)}&distro=${encoded(suite)}`;
