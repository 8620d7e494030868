import { readFileSync } from "node:fs";
import { keyboardLayout } from "../grammar/grammar.ts";

/** Where xkb has its list, with a description of each layout. */
const systemList = "/usr/share/X11/xkb/rules/base.lst";

/** Layouts of xkb 2.35, each with its variants: for machines that have no xkb. */
const recorded = `
us chr haw euro intl alt-intl colemak colemak_dh colemak_dh_iso dvorak dvorak-intl dvorak-alt-intl dvorak-l dvorak-r dvorak-classic dvp dvorak-mac symbolic rus mac altgr-intl olpc2 hbs norman workman workman-intl
af ps uz ps-olpc fa-olpc uz-olpc
ara azerty azerty_digits digits qwerty qwerty_digits buckwalter olpc mac
al plisi veqilharxhi
am phonetic phonetic-alt eastern western eastern-alt
at nodeadkeys mac
au
az cyrillic
by legacy latin ru intl
be oss oss_latin9 iso-alternate nodeadkeys wang
bd probhat
in ben ben_probhat ben_baishakhi ben_bornona ben_gitanjali ben_inscript eeyek guj guru jhelum kan kan-kagapa mal mal_lalitha mal_enhanced ori ori-bolnagri ori-wx olck tam_tamilnet tam_tamilnet_with_tam_nums tam tel tel-kagapa tel-sarala urd-phonetic urd-phonetic3 urd-winkeys bolnagri hin-wx hin-kagapa san-kagapa mar-kagapa eng iipa marathi
ba alternatequotes unicode unicodeus us
br nodeadkeys dvorak nativo nativo-us nativo-epo thinkpad
bg phonetic bas_phonetic bekl
dz azerty-deadkeys qwerty-gb-deadkeys qwerty-us-deadkeys ber ar
ma french tifinagh tifinagh-alt tifinagh-alt-phonetic tifinagh-extended tifinagh-phonetic tifinagh-extended-phonetic rif
cm french qwerty azerty dvorak mmuock
mm zawgyi shn zgt mnw mnw-a1
ca fr-dvorak fr-legacy multix multi multi-2gr ike eng
cd
cn mon_trad mon_trad_todo mon_trad_xibe mon_trad_manchu mon_trad_galik mon_todo_galik mon_manchu_galik tib tib_asciinum ug altgr-pinyin
hr alternatequotes unicode unicodeus us
cz bksl qwerty qwerty_bksl qwerty-mac ucw dvorak-ucw rus
dk nodeadkeys winkeys mac mac_nodeadkeys dvorak
nl us mac std
bt
ee nodeadkeys dvorak us
ir pes_keypad ku ku_f ku_alt ku_ara
iq ku ku_f ku_alt ku_ara
fo nodeadkeys
fi winkeys classic nodeadkeys smi mac
fr nodeadkeys oss oss_latin9 oss_nodeadkeys latin9 latin9_nodeadkeys bepo bepo_latin9 bepo_afnor dvorak mac azerty afnor bre oci geo us
gh generic akan ewe fula ga hausa avn gillbt
gn
ge ergonomic mess ru os
de deadacute deadgraveacute nodeadkeys e1 e2 us ro ro_nodeadkeys dvorak neo mac mac_nodeadkeys dsb dsb_qwertz qwerty tr ru deadtilde
gr simple extended nodeadkeys polytonic
hu standard nodeadkeys qwerty 101_qwertz_comma_dead 101_qwertz_comma_nodead 101_qwertz_dot_dead 101_qwertz_dot_nodead 101_qwerty_comma_dead 101_qwerty_comma_nodead 101_qwerty_dot_dead 101_qwerty_dot_nodead 102_qwertz_comma_dead 102_qwertz_comma_nodead 102_qwertz_dot_dead 102_qwertz_dot_nodead 102_qwerty_comma_dead 102_qwerty_comma_nodead 102_qwerty_dot_dead 102_qwerty_dot_nodead
is mac_legacy mac dvorak
il lyx phonetic biblical
it nodeadkeys winkeys mac us geo ibm intl scn fur
jp kana kana86 mac dvorak
kg phonetic
kh
kz ruskaz kazrus ext latin
la stea
latam nodeadkeys deadtilde dvorak colemak colemak-gaming
lt std us ibm lekp lekpa sgs ratise
lv apostrophe tilde fkey modern ergonomic adapted
mao
me cyrillic cyrillicyz latinunicode latinyz latinunicodeyz cyrillicalternatequotes latinalternatequotes
mk nodeadkeys
mt us alt-us alt-gb
mn
no nodeadkeys winkeys dvorak smi smi_nodeadkeys mac mac_nodeadkeys colemak
pl legacy qwertz dvorak dvorak_quotes dvorak_altquotes csb szl ru_phonetic_dvorak dvp
pt nodeadkeys mac mac_nodeadkeys nativo nativo-us nativo-epo
ro std winkeys
ru phonetic phonetic_winkeys typewriter legacy typewriter-legacy tt os_legacy os_winkeys cv cv_latin udm kom sah xal dos mac srp bak chm phonetic_azerty phonetic_dvorak phonetic_fr
rs yz latin latinunicode latinyz latinunicodeyz alternatequotes latinalternatequotes rue
si alternatequotes us
sk bksl qwerty qwerty_bksl
es nodeadkeys winkeys deadtilde dvorak ast cat mac
se nodeadkeys dvorak rus rus_nodeadkeys smi mac svdvorak us_dvorak us swl
ch legacy de_nodeadkeys fr fr_nodeadkeys fr_mac de_mac
sy syc syc_phonetic ku ku_f ku_alt
tj legacy
lk tam_unicode us
th tis pat
tr f alt ku ku_f ku_alt intl ot otf otk otkf
tw indigenous saisiyat
ua phonetic typewriter winkeys legacy rstu rstu_ru homophonic crh crh_f crh_alt
gb extd intl dvorak dvorakukp mac mac_intl colemak colemak_dh pl gla
uz latin
vn us fr
kr kr104
ie ogam ogam_is434
pk urd-crulp urd-nla ara snd
mv
za
epo legacy
np
ng igbo yoruba hausa
et
sn
brai left_hand left_hand_invert right_hand right_hand_invert
tm alt
ml fr-oss us-mac us-intl
tz
tg
ke kik
bw
ph qwerty-bay capewell-dvorak capewell-dvorak-bay capewell-qwerf2k6 capewell-qwerf2k6-bay colemak colemak-bay dvorak dvorak-bay
md gag
id phonetic phoneticx
jv
my phonetic
`;

/** "de" and "de:nodeadkeys" from the parts of a list such as base.lst. */
const readList = (text: string): [string, string][] => {
  const section = (name: string) =>
    new RegExp(`^! ${name}\\n([^!]*)`, "m").exec(text)?.[1]?.split("\n") ?? [];
  const layouts = section("layout").flatMap((line): [string, string][] => {
    const [, name, says] = /^\s+(\S+)\s+(.+)$/.exec(line) ?? [];
    return name && says ? [[name, says]] : [];
  });
  const variants = section("variant").flatMap((line): [string, string, string][] => {
    const [, variant, layout, says] = /^\s+(\S+)\s+(\S+): (.+)$/.exec(line) ?? [];
    return variant && layout && says ? [[layout, `${layout}:${variant}`, says]] : [];
  });
  return layouts.flatMap(([name, says]) => [
    [name, says],
    ...variants
      .filter(([layout]) => layout === name)
      .map(([, word, means]): [string, string] => [word, means]),
  ]);
};

const recordedList = (): [string, string][] => {
  const regions = new Intl.DisplayNames(["en"], { type: "region", fallback: "none" });
  return recorded
    .trim()
    .split("\n")
    .flatMap((line) => {
      const [layout = "", ...variants] = line.split(" ");
      const region = layout.length === 2 ? regions.of(layout.toUpperCase()) : undefined;
      return ["", ...variants].map((variant): [string, string] => [
        variant === "" ? layout : `${layout}:${variant}`,
        region ?? "",
      ]);
    });
};

/** @param file xkb's list; the recorded one counts where it cannot be read */
export const keyboardsIn = (file: string): Readonly<Record<string, string>> => {
  let list: [string, string][] = [];
  try {
    list = readList(readFileSync(file, "utf8"));
  } catch {}
  const fitting = list.filter(([word]) => keyboardLayout.safeParse(word).success);
  return Object.fromEntries(fitting.length > 0 ? fitting : recordedList());
};

let known: Readonly<Record<string, string>> | undefined;

/** Keyboard layouts with their variants, and what each is: xkb's own list where this machine has one. */
export const keyboards = (): Readonly<Record<string, string>> => {
  known ??= keyboardsIn(systemList);
  return known;
};
