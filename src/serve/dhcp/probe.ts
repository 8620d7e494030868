import { randomInt } from "node:crypto";
import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { type Discover, decodeReply, encodeDiscover, type Reply } from "./packet.ts";

/** Ports of servers and clients (RFC 2131). */
const serverPort = 67;
const clientPort = 68;

interface ProbeOptions {
  /** Address and card that send the request. */
  readonly address: string;
  readonly mac: string;
  /** How long to wait for answers; the request is sent again after half of this time. */
  readonly seconds: number;
  readonly signal: AbortSignal;
  /** Stops the waiting at such an answer. */
  readonly enough?: (reply: Reply) => boolean;
  /** Sends the request as this firmware does. */
  readonly firmware?: Pick<Discover, "vendorClass" | "architecture">;
}

const bind = (socket: Socket, address: string) =>
  once(socket.bind({ address, port: clientPort }), "listening");

/**
 * Asks all DHCP servers of a network for an address, and accepts none. Returns each server's first answer.
 * @throws Error of the system when the DHCP client's port is in use
 */
export const askDhcp = async (options: ProbeOptions): Promise<Reply[]> => {
  const transaction = randomInt(2 ** 32 - 1);
  const request = encodeDiscover({
    mac: Buffer.from(options.mac.replaceAll(":", ""), "hex"),
    transaction,
    ...options.firmware,
  });
  const replies = new Map<string, Reply>();
  // A socket bound to an address receives no broadcasts; one without an address cannot choose the card.
  const openSocket = () => createSocket({ type: "udp4", reuseAddr: true });
  const sender = openSocket();
  const listener = openSocket();
  const stop = new AbortController();
  const signal = AbortSignal.any([options.signal, stop.signal]);
  const take = (packet: Buffer) => {
    const reply = decodeReply(packet);
    if (reply?.transaction !== transaction || replies.has(reply.server)) return;
    replies.set(reply.server, reply);
    if (options.enough?.(reply)) stop.abort();
  };
  try {
    await bind(listener, "0.0.0.0");
    await bind(sender, options.address);
    for (const socket of [sender, listener]) socket.on("message", take).on("error", () => {});
    sender.setBroadcast(true);
    for (const _ of ["first", "again"]) {
      if (signal.aborted) break;
      sender.send(request, serverPort, "255.255.255.255");
      await delay((options.seconds * 1000) / 2, undefined, { signal }).catch(() => {});
    }
    return [...replies.values()];
  } finally {
    sender.close();
    listener.close();
  }
};
