import { randomInt } from "node:crypto";
import { createSocket, type Socket } from "node:dgram";
import { setTimeout as delay } from "node:timers/promises";
import { type Discover, decodeReply, encodeDiscover, type Reply } from "./packet.ts";

/** Ports of servers and clients (RFC 2131). */
const serverPort = 67;
const clientPort = 68;

export interface ProbeOptions {
  /** Address and card that the question goes out from. */
  readonly address: string;
  readonly mac: string;
  /** Answers are waited for so long; a question that is not answered is asked again half-way. */
  readonly seconds: number;
  readonly signal: AbortSignal;
  /** Ends the waiting as soon as there is such an answer. */
  readonly enough?: (reply: Reply) => boolean;
  /** As the firmware of such a client would ask. */
  readonly firmware?: Pick<Discover, "vendorClass" | "architecture">;
}

const bind = (socket: Socket, address: string) =>
  new Promise<void>((bound, failed) => {
    socket.once("error", failed);
    socket.bind({ address, port: clientPort }, () => {
      socket.removeListener("error", failed);
      bound();
    });
  });

/**
 * Asks all DHCP servers of a network for an address, and takes none. Each server's first answer is in the result.
 * @throws an error of the system's where the client's port cannot be used
 */
export const askDhcp = async (options: ProbeOptions): Promise<Reply[]> => {
  const transaction = randomInt(2 ** 32 - 1);
  const question = encodeDiscover({
    mac: Buffer.from(options.mac.replaceAll(":", ""), "hex"),
    transaction,
    ...options.firmware,
  });
  const replies = new Map<string, Reply>();
  // A socket with an address of its own would not hear broadcasts; one without could not say which card to use.
  const [sender, listener] = [0, 1].map(() => createSocket({ type: "udp4", reuseAddr: true })) as [
    Socket,
    Socket,
  ];
  const hurry = new AbortController();
  const signal = AbortSignal.any([options.signal, hurry.signal]);
  const take = (packet: Buffer) => {
    const reply = decodeReply(packet);
    if (reply?.transaction !== transaction || replies.has(reply.server)) return;
    replies.set(reply.server, reply);
    if (options.enough?.(reply)) hurry.abort();
  };
  try {
    await bind(listener, "0.0.0.0");
    await bind(sender, options.address);
    for (const socket of [sender, listener]) socket.on("message", take).on("error", () => {});
    sender.setBroadcast(true);
    for (const _ of ["first", "again"]) {
      if (signal.aborted) break;
      sender.send(question, serverPort, "255.255.255.255");
      await delay((options.seconds * 1000) / 2, undefined, { signal }).catch(() => {});
    }
    return [...replies.values()];
  } finally {
    sender.close();
    listener.close();
  }
};
