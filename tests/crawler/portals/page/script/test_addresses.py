"""Menus that scripts hold as data."""

from crawler.portals.javascript.source import Source
from crawler.portals.page.script.addresses import menu_nodes


def test_nodes_of_dtree_are_read() -> None:
    script = "d = new dTree('d'); d.add(0,-1,'目录'); d.add(3,0,'信息公开年报','/x/index.html','','main');"
    assert list(menu_nodes(Source(script))) == [("信息公开年报", "/x/index.html")]


def test_nodes_of_a_menu_are_read_in_either_order_and_quoting() -> None:
    script = """var zNodes=[{ id:1, pId:0, name:"信息公开<b>年报</b>", url:"/x/index.html"},
        {"url":'\\/y\\/', "title":'指南'}, {id:3, name:"无"}, {webname:'某县', path:'/', perpage:15}];"""
    assert list(menu_nodes(Source(script))) == [("信息公开<b>年报</b>", "/x/index.html"), ("指南", "/y/")]
