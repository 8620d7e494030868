/** The part of DHCP (RFC 2131, 2132) that finds out which servers answer. */

const headerBytes = 236;
const magic = 0x63825363;
const options = {
  messageType: 53,
  serverId: 54,
  parameters: 55,
  vendorClass: 60,
  bootfile: 67,
  pad: 0,
  end: 255,
};
const discover = 1;
/** dnsmasq and others ignore a shorter packet (RFC 951). */
const shortest = 300;

export interface Discover {
  /** Six bytes. */
  readonly mac: Buffer;
  /** Identifies the answers to this request. */
  readonly transaction: number;
  /** As firmware sends it, such as PXEClient:Arch:00007:UNDI:003016. */
  readonly vendorClass?: string;
  /** Client architecture (option 93). */
  readonly architecture?: number;
}

const option = (code: number, value: Buffer) => Buffer.concat([Buffer.from([code, value.length]), value]);

/** A DHCPDISCOVER that asks for its answer as a broadcast. */
export const encodeDiscover = ({ mac, transaction, vendorClass, architecture }: Discover): Buffer => {
  const header = Buffer.alloc(headerBytes);
  // A request, over Ethernet, whose addresses have six bytes.
  header.set([1, 1, 6, 0]);
  header.writeUInt32BE(transaction, 4);
  // The broadcast flag.
  header.writeUInt16BE(0x8000, 10);
  mac.copy(header, 28);
  const cookie = Buffer.alloc(4);
  cookie.writeUInt32BE(magic);
  const pxe =
    vendorClass === undefined
      ? []
      : [
          option(options.vendorClass, Buffer.from(vendorClass)),
          option(93, Buffer.from([0, architecture ?? 0])),
          option(94, Buffer.from([1, 3, 16])),
          option(97, Buffer.alloc(17)),
        ];
  const packet = Buffer.concat([
    header,
    cookie,
    option(options.messageType, Buffer.from([discover])),
    option(options.parameters, Buffer.from([1, 3, 6, 43, 54, 60, 66, 67])),
    ...pxe,
    Buffer.from([options.end]),
  ]);
  return Buffer.concat([packet, Buffer.alloc(Math.max(0, shortest - packet.length))]);
};

/** A server's answer. */
export interface Reply {
  readonly transaction: number;
  /** 2: an offer, 5: an acknowledgement. */
  readonly messageType: number;
  readonly server: string;
  /** The address that it offers; 0.0.0.0 from a server that only names what to boot. */
  readonly offered: string;
  /** Server that has the file to boot. */
  readonly nextServer: string;
  readonly file: string;
  readonly vendorClass: string;
}

const address = (bytes: Buffer, at: number) => [...bytes.subarray(at, at + 4)].join(".");
const text = (bytes: Buffer) => bytes.toString("latin1").replace(/\0.*$/s, "");

const optionsOf = (packet: Buffer): Map<number, Buffer> => {
  const found = new Map<number, Buffer>();
  let at = headerBytes + 4;
  while (at < packet.length) {
    const code = packet[at] as number;
    if (code === options.end) break;
    if (code === options.pad) {
      at += 1;
      continue;
    }
    const length = packet[at + 1] ?? 0;
    if (at + 2 + length > packet.length) break;
    found.set(code, packet.subarray(at + 2, at + 2 + length));
    at += 2 + length;
  }
  return found;
};

/** Reads a server's answer; undefined for any other packet. */
export const decodeReply = (packet: Buffer): Reply | undefined => {
  if (packet.length < headerBytes + 4 || packet[0] !== 2 || packet.readUInt32BE(headerBytes) !== magic)
    return undefined;
  const found = optionsOf(packet);
  const type = found.get(options.messageType)?.[0];
  const server = found.get(options.serverId);
  if (type === undefined || server?.length !== 4) return undefined;
  return {
    transaction: packet.readUInt32BE(4),
    messageType: type,
    server: address(server, 0),
    offered: address(packet, 16),
    nextServer: address(packet, 20),
    file: text(found.get(options.bootfile) ?? packet.subarray(108, headerBytes)),
    vendorClass: text(found.get(options.vendorClass) ?? Buffer.alloc(0)),
  };
};
